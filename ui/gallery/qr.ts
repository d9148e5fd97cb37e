import type { Qr } from "../src/backend/bindings";

/** Looks like a code of the right size; the real one is made by the app. */
export function pretendQr(): Qr {
  const size = 25;
  let path = "";
  const finder = (x: number, y: number) => {
    path += `M${x} ${y}h7v7h-7zM${x + 1} ${y + 1}v5h5v-5zM${x + 2} ${y + 2}h3v3h-3z`;
  };
  finder(0, 0);
  finder(size - 7, 0);
  finder(0, size - 7);
  let seed = 7;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const inFinder = (x < 8 && y < 8) || (x > size - 9 && y < 8) || (x < 8 && y > size - 9);
      if (!inFinder && seed % 5 < 2) path += `M${x} ${y}h1v1h-1z`;
    }
  }
  return { size, path };
}
