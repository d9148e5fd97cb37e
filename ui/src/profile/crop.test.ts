import { describe, expect, it } from "vitest";
import { byKey, cut, middle, mostZoom, moved, sideOf, zoomed } from "./crop";

describe("a crop", () => {
  const wide = middle(400, 200);

  it("b12 begins in the middle, with all that a square can hold", () => {
    expect(cut(wide)).toEqual({ left: 100, top: 0, side: 200 });
    expect(cut(middle(200, 600))).toEqual({ left: 0, top: 200, side: 200 });
  });

  it("b12 never leaves the picture, however far it is dragged and zoomed", () => {
    const most = mostZoom(wide, 48);
    let crop = wide;
    for (const [right, down, zoom] of [
      [9999, 0, 1],
      [-9999, -9999, 2],
      [50, 9999, 99],
      [-7, 3, 0.1],
    ] as const) {
      crop = moved(zoomed(crop, zoom, most), right, down);
      const { left, top, side } = cut(crop);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left + side).toBeLessThanOrEqual(400 + 1e-9);
      expect(top + side).toBeLessThanOrEqual(200 + 1e-9);
      expect(side).toBeGreaterThanOrEqual(48 - 1e-9);
    }
  });

  it("b12 is not enlarged beyond what the service takes", () => {
    expect(mostZoom(middle(96, 96), 48)).toBe(2);
    expect(mostZoom(middle(40, 40), 48)).toBe(1);
    expect(mostZoom(middle(4000, 4000), 48)).toBe(5);
  });

  it("b12 follows the keyboard", () => {
    const closer = zoomed(wide, 2, 5);
    const pressed = (key: string) => byKey(closer, key, 5);
    expect(pressed("ArrowLeft")?.x).toBeLessThan(closer.x);
    expect(pressed("ArrowRight")?.x).toBeGreaterThan(closer.x);
    expect(pressed("ArrowUp")?.y).toBeLessThan(closer.y);
    expect(pressed("ArrowDown")?.y).toBeGreaterThan(closer.y);
    expect(sideOf(pressed("+") ?? closer)).toBeLessThan(sideOf(closer));
    expect(sideOf(pressed("-") ?? closer)).toBeGreaterThan(sideOf(closer));
    expect([pressed("Enter"), pressed("Tab"), pressed("a")]).toEqual([null, null, null]);
  });
});
