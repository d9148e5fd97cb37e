import type { PhotoFaultView, PhotoView } from "../backend/bindings";

/** A file as the person chose it, in a form that a picture can show. */
export type Picture = { ok: true; url: string } | { ok: false; fault: PhotoFaultView };

/** Cameras make ten of them; what is sent is far smaller, because only the crop is. In bytes. */
const LARGEST_FILE = 32 * 1024 * 1024;
/** More would fill the memory of the window when it is unpacked. */
const MOST_PIXELS = 50_000_000;

/** Looks at a file before anything unpacks it: what it is by its content, and how large the picture would be. */
export async function readPicture(file: Blob, limits: PhotoView): Promise<Picture> {
  if (file.size > LARGEST_FILE) return { ok: false, fault: "too_large" };
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    // Taken away while it was read, or not to be read by this person.
    return { ok: false, fault: "damaged" };
  }
  const about = sizeOf(bytes);
  if (typeof about === "string") return { ok: false, fault: about };
  const { type, width, height } = about;
  if (Math.max(width, height) > limits.longest_side || width * height > MOST_PIXELS) {
    return { ok: false, fault: "too_large" };
  }
  if (Math.min(width, height) < limits.shortest_side) return { ok: false, fault: "too_small" };
  return { ok: true, url: await asUrl(new Blob([bytes as BlobPart], { type })) };
}

export interface Size {
  type: "image/jpeg" | "image/png";
  width: number;
  height: number;
}

/** Type and size as the header says them; the name of the file does not matter. */
export function sizeOf(bytes: Uint8Array): Size | "type" | "damaged" {
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return ofPng(bytes);
  if (starts(bytes, [0xff, 0xd8, 0xff])) return ofJpeg(bytes);
  return "type";
}

function starts(bytes: Uint8Array, with_: readonly number[]): boolean {
  return with_.every((byte, at) => bytes[at] === byte);
}

/** IHDR is the first chunk (PNG §11.2.1). */
function ofPng(bytes: Uint8Array): Size | "damaged" {
  if (bytes.length < 33) return "damaged";
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return sized("image/png", view.getUint32(16), view.getUint32(20));
}

/** The frame header stands behind segments of any length (ITU-T T.81 Annex B). */
function ofJpeg(bytes: Uint8Array): Size | "damaged" {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (view.getUint8(at) !== 0xff) return "damaged";
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return sized("image/jpeg", view.getUint16(at + 7), view.getUint16(at + 5));
    // Coded data before there is a frame, or the end.
    if (marker === 0xda || marker === 0xd9) return "damaged";
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return "damaged";
}

function sized(type: Size["type"], width: number, height: number): Size | "damaged" {
  return width > 0 && height > 0 ? { type, width, height } : "damaged";
}

/** What the window may show: it loads pictures from itself and from `data:` only. */
function asUrl(blob: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}
