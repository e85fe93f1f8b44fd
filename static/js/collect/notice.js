/** The notice: one quiet sentence at the foot of the page, and what can be done about it. */

/** How long a notice stays that nothing ends, in milliseconds. */
const STAYS_MS = 6000;

/** Make the notice: show(sentence, {action, run, stays}) and hide(sentence). */
export function makeNotice(element) {
  const [words, button] = element.children;
  let timer = null;
  let run = null;

  /** Show a sentence, with a button where there is something to do; `stays` until hidden. */
  function show(sentence, { action = null, run: act = null, stays = false } = {}) {
    clearTimeout(timer);
    words.textContent = sentence;
    button.hidden = action === null;
    button.textContent = action ?? "";
    run = act;
    element.classList.toggle("quiet", stays);
    element.hidden = false;
    if (!stays) timer = setTimeout(hide, STAYS_MS);
  }

  function hide() {
    clearTimeout(timer);
    element.hidden = true;
    words.textContent = "";
  }

  button.addEventListener("click", () => {
    hide();
    run();
  });
  return { show, hide };
}
