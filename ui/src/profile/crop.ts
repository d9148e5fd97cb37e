/** A square of a picture: where its middle is, in pixels of the picture, and how much it is enlarged. */
export interface Crop {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  /** 1: as much of the picture as a square can hold. */
  readonly zoom: number;
}

/** A step of the keyboard, as a part of what is seen. */
const STEP = 0.05;
const FACTOR = 1.15;
const MOST_ZOOM = 5;

/** The middle of the picture. */
export function middle(width: number, height: number): Crop {
  return { width, height, x: width / 2, y: height / 2, zoom: 1 };
}

/** The side of the square, in pixels of the picture. */
export function sideOf({ width, height, zoom }: Crop): number {
  return Math.min(width, height) / zoom;
}

/** How far it can be enlarged with at least so many pixels left. */
export function mostZoom({ width, height }: Crop, shortest: number): number {
  return Math.max(1, Math.min(MOST_ZOOM, Math.min(width, height) / shortest));
}

/** Elsewhere, by pixels of the picture; never over its edge. */
export function moved(crop: Crop, right: number, down: number): Crop {
  const half = sideOf(crop) / 2;
  const within = (at: number, length: number) => Math.min(Math.max(at, half), length - half);
  return { ...crop, x: within(crop.x + right, crop.width), y: within(crop.y + down, crop.height) };
}

export function zoomed(crop: Crop, zoom: number, most: number): Crop {
  return moved({ ...crop, zoom: Math.min(Math.max(zoom, 1), most) }, 0, 0);
}

/** What a key does: arrows move what is seen, plus and minus enlarge it. `null`: nothing. */
export function byKey(crop: Crop, key: string, most: number): Crop | null {
  const step = sideOf(crop) * STEP;
  switch (key) {
    case "ArrowLeft":
      return moved(crop, -step, 0);
    case "ArrowRight":
      return moved(crop, step, 0);
    case "ArrowUp":
      return moved(crop, 0, -step);
    case "ArrowDown":
      return moved(crop, 0, step);
    case "+":
    case "=":
      return zoomed(crop, crop.zoom * FACTOR, most);
    case "-":
    case "_":
      return zoomed(crop, crop.zoom / FACTOR, most);
    default:
      return null;
  }
}

/** The corner and the side of what is kept. */
export function cut(crop: Crop): { left: number; top: number; side: number } {
  const side = sideOf(crop);
  return { left: crop.x - side / 2, top: crop.y - side / 2, side };
}
