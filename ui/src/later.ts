/** What is loaded when it is first needed, in one piece: in two, what both need would be a third. */

export { default as Devices } from "./devices/Devices.svelte";
export { default as Loss } from "./loss/Loss.svelte";
export { default as Organizations } from "./organizations/Organizations.svelte";
export { default as Password } from "./password/Password.svelte";
export { default as EditFields } from "./profile/EditFields.svelte";
export { default as PhotoDialog } from "./profile/PhotoDialog.svelte";
export { default as RemovePhoto } from "./profile/RemovePhoto.svelte";
export { wizards } from "./security/wizards/all";
export { default as Trial } from "./security/wizards/trial/Trial.svelte";
export { default as Settings } from "./settings/Settings.svelte";
export { default as SignIns } from "./signins/SignIns.svelte";
