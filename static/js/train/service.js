/** Service: putting models in and going back, comparing and deleting them. */

import { Refusal } from "../answers.js";
import { makeOverride } from "./override.js";
import { deleteModel, getModel, goBack, startJudging, useModel } from "./server.js";

/** What the server refuses unless there is a reason. */
const WANTS_REASON = ["gate", "not_judged"];

/**
 * Let models be put in service.
 *
 * `ask` is the dialog that confirms, `notice` tells what was done, `trouble(error)` what failed,
 * `changed()` hears that models changed, and `queued()` that a job was put in the queue.
 */
export function makeService({ ask, notice, trouble, changed, queued }) {
  const askReason = makeOverride();

  /** Put a model in service; if it falls, a person may say why it should be so all the same. */
  async function use({ id }) {
    try {
      await useModel(id);
    } catch (error) {
      if (!(error instanceof Refusal) || !WANTS_REASON.includes(error.kind)) throw error;
      const reason = await askReason(await refusalOf(id, error));
      if (reason === null) return;
      await useModel(id, reason);
    }
    inService(id);
  }

  async function back() {
    const { in_service: id } = await goBack();
    notice.show(`${id} is in service again.`);
    changed();
  }

  async function judge({ id }) {
    await startJudging(id);
    notice.show("The comparison is in the queue; it takes some minutes.");
    queued();
  }

  async function remove({ id }) {
    const isSure = await ask({
      title: `Delete ${id}?`,
      words: "The model and what is known of it are deleted for good. The samples it learnt from stay. You may want to download it first.",
      yes: "Delete it",
      isFinal: true,
    });
    if (!isSure) return;
    await deleteModel(id);
    notice.show(`${id} is deleted.`);
    location.hash = "models";
    changed();
  }

  function inService(id) {
    notice.show(`${id} is in service: it reads for everybody now.`, { action: "Go back", run: guarded(back) });
    changed();
  }

  /** Return an action that says what went wrong. */
  function guarded(act) {
    return async (model) => {
      try {
        await act(model);
      } catch (error) {
        trouble(error);
      }
    };
  }

  return { use: guarded(use), back: guarded(back), judge: guarded(judge), delete: guarded(remove) };
}

async function refusalOf(id, { kind, message }) {
  const { judgement } = await getModel(id);
  const gate = kind === "gate" ? (judgement?.gate ?? null) : null;
  return {
    title: kind === "gate" ? "It reads some things worse" : "It was not compared yet",
    words: message,
    gate,
  };
}
