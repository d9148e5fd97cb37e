import { type Crop, cut } from "./crop";

/** The largest size a directory shows (Graph `profilePhoto`), in pixels. */
const LARGEST = 648;

/** What was cropped, as a JPEG in base64; `null` when the picture cannot be drawn. */
export function encode(image: HTMLImageElement, crop: Crop): string | null {
  const { left, top, side } = cut(crop);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(Math.min(LARGEST, side));
  const context = canvas.getContext("2d");
  if (context === null) return null;
  // What is transparent would be black.
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, left, top, side, side, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.92).split(",")[1] ?? null;
}
