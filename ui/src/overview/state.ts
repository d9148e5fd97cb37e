import type { AccountView } from "../backend/bindings";
import { passwordTile, securityTile, signInsTile, termsTile } from "./tiles";

export type Mood = "loading" | "all_right" | "to_do" | "unsure";

/** What the person can do now to bring the account in order: one thing per tile. */
export function thingsToDo(account: AccountView): number {
  const tiles = [
    securityTile(account.security),
    passwordTile(account),
    signInsTile(account.sign_ins),
    termsTile(account.terms),
  ];
  return tiles.filter((tile) => tile?.state === "attention").length;
}

/** "Am I all right?" Only what was read can be all right. */
export function mood(account: AccountView): Mood {
  const parts = [account.security, account.terms];
  if (thingsToDo(account) > 0) return "to_do";
  if (parts.some((part) => part.kind === "loading")) return "loading";
  return parts.some((part) => part.kind === "unavailable") ? "unsure" : "all_right";
}
