// Goes on by itself once the question is answered on the other device; without this script the person presses Continue.
const asked = document.querySelector("[data-watch]").dataset;

const watch = async () => {
  let wait = 5000;
  try {
    const answer = await fetch(asked.watch, { cache: "no-store" });
    const { waiting } = await answer.json();
    if (!waiting) {
      location.replace(asked.onward);
      return;
    }
    wait = 2000;
  } catch {
    // The network may come back.
  }
  setTimeout(watch, wait);
};
setTimeout(watch, 2000);
