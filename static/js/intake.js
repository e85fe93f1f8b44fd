/** The intake: files that a person chooses, takes with the camera, drops or pastes. */

/**
 * Return {choose, shoot}, which ask the person for a file.
 *
 * `on` answers file(file) for each file that comes, nothing(sentence) for what is no file, and
 * over(isOver) while files are dragged over the page.
 */
export function takeFiles({ chosen, camera }, on) {
  for (const input of [chosen, camera]) {
    input.addEventListener("change", () => {
      if (input.files.length > 0) on.file(input.files[0]);
      // The same file may be chosen again, so the choice is forgotten.
      input.value = "";
    });
  }
  takeDrops(on);
  document.addEventListener("paste", (event) => paste(event, on));
  return { choose: () => chosen.click(), shoot: () => camera.click() };
}

function takeDrops(on) {
  let depth = 0;

  /** Each element tells when it is entered or left, so what counts is how many have been. */
  function enter({ dataTransfer }, change) {
    depth = Math.max(0, depth + change);
    on.over(depth > 0 && dataTransfer.types.includes("Files"));
  }

  document.addEventListener("dragenter", (event) => enter(event, 1));
  document.addEventListener("dragleave", (event) => enter(event, -1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    // Without this the browser would leave the page and show the file.
    event.preventDefault();
    enter(event, -depth);
    const [file] = event.dataTransfer.files;
    if (file === undefined) on.nothing("That was no file. Save the picture first, then drop it.");
    else on.file(file);
  });
}

function paste(event, on) {
  const files = [...event.clipboardData.files];
  const file = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
  event.preventDefault();
  if (file === undefined) on.nothing("There is no picture to paste. Copy one first.");
  else on.file(file);
}
