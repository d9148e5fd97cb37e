import type { PhotoFaultView, UiError } from "../backend/bindings";
import { m } from "../i18n/index.svelte";
import { entry, type Presentation } from "./entry";

type ProfileCode = Extract<UiError["code"], "profile_field_refused" | "profile_changed_meanwhile" | "photo_refused">;

const photos: Record<PhotoFaultView, () => string> = {
  type: () => m.error_photo_type,
  too_large: () => m.error_photo_large,
  too_small: () => m.error_photo_small,
  damaged: () => m.error_photo_damaged,
};

/** What can be refused about one's own profile. */
export const profileErrors: { [C in ProfileCode]: Presentation<C> } = {
  profile_field_refused: entry(
    "warning",
    "fix_input",
    () => m.error_profile_field_title,
    () => m.profile_refused,
  ),
  profile_changed_meanwhile: entry(
    "warning",
    "fix_input",
    () => m.error_profile_elsewhere_title,
    () => m.error_profile_elsewhere,
  ),
  photo_refused: entry(
    "warning",
    "fix_input",
    () => m.error_photo_title,
    ({ fault }) => (fault ? photos[fault]() : m.error_photo),
  ),
};
