import { describe, expect, it } from "vitest";
import { profile } from "../../gallery/people";
import { readPicture, sizeOf } from "./picture";

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A PNG as far as its header. */
function png(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(PNG);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}

function jpeg(width: number, height: number, before: number[] = []): Uint8Array {
  const frame = [0xff, 0xc2, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3, 0, 0];
  return Uint8Array.from([0xff, 0xd8, ...before, ...frame]);
}

const text = (words: string) => new TextEncoder().encode(words);
const read = (bytes: Uint8Array) => readPicture(new Blob([bytes as BlobPart]), profile.photo);

describe("a chosen file", () => {
  it("b12 is known by its content and measured by its header", () => {
    expect(sizeOf(png(300, 200))).toEqual({ type: "image/png", width: 300, height: 200 });
    expect(sizeOf(jpeg(4032, 3024))).toEqual({ type: "image/jpeg", width: 4032, height: 3024 });
    const exif = [0xff, 0xe1, 0, 6, 0xff, 0xc0, 1, 2, 0xff];
    expect(sizeOf(jpeg(640, 480, exif))).toEqual({ type: "image/jpeg", width: 640, height: 480 });
  });

  it("b12 that is something else is refused, whatever it is called", () => {
    for (const other of ["", "GIF89a", "<svg onload=alert(1)>", "<!doctype html>", "RIFF....WEBPVP8 ", "%PDF-1.7"]) {
      expect(sizeOf(text(other)), other).toBe("type");
    }
  });

  it("b12 that is cut off is damaged", () => {
    for (const whole of [png(300, 200).slice(0, 30), jpeg(300, 200).slice(0, 9), png(0, 200)]) {
      expect(sizeOf(whole)).toBe("damaged");
    }
    expect(sizeOf(Uint8Array.from([0xff, 0xd8, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0]))).toBe("damaged");
    expect(sizeOf(Uint8Array.from([0xff, 0xd8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))).toBe(
      "damaged",
    );
  });

  it("b12 that is a bomb is not unpacked", async () => {
    expect(await read(png(60_000, 60_000))).toEqual({ ok: false, fault: "too_large" });
    expect(await read(png(8000, 8000))).toEqual({ ok: false, fault: "too_large" });
    expect(await read(jpeg(8193, 10))).toEqual({ ok: false, fault: "too_large" });
    expect(await read(png(47, 400))).toEqual({ ok: false, fault: "too_small" });
    const huge = { size: 40 * 1024 * 1024 } as Blob;
    expect(await readPicture(huge, profile.photo)).toEqual({ ok: false, fault: "too_large" });
  });

  it("b12 that fits is shown from memory", async () => {
    const picture = await read(jpeg(640, 480));
    expect(picture.ok && picture.url.startsWith("data:image/jpeg;base64,")).toBe(true);
  });

  it("b12 that went away while it was read is damaged", async () => {
    const gone = { size: 10, arrayBuffer: () => Promise.reject(new Error("gone")) } as unknown as Blob;
    expect(await readPicture(gone, profile.photo)).toEqual({ ok: false, fault: "damaged" });
  });
});
