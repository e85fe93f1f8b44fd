/**
 * The pen: pointer events become strokes, or the path of an eraser.
 *
 * One pointer writes at a time. Beside a pen, touch is taken for a resting palm and does not write.
 */

const PRIMARY_BUTTON = 0;
const ERASER_BUTTON = 5;
const ERASER_BIT = 32;

/** Pressure to assume where the device knows none. */
const USUAL_PRESSURE = 0.5;

/**
 * Follow pointers on an element.
 *
 * `hand` answers begin(sample, erases), move(samples), end() and cancel(), refused() when a touch
 * was kept from writing, and penSeen() whenever a pen comes near; a sample is {event, pressure}.
 * `mayTouch()` says whether touch may write.
 */
export function followPen(element, hand, mayTouch) {
  let active = null;

  function down(event) {
    notePen(event);
    if (!startsGesture(event)) return;
    if (active !== null && !isPalmUnderPen(event)) return;
    if (active !== null) stop(hand.cancel);
    if (isRefused(event)) {
      hand.refused();
      return;
    }
    active = { id: event.pointerId, type: event.pointerType };
    capture(event.pointerId);
    hand.begin(sample(event), isEraserEnd(event));
  }

  function move(event) {
    if (active?.id !== event.pointerId) return;
    // A release outside the window, over a dialog of the system say, may never be told.
    if (event.buttons === 0) stop(hand.end);
    else hand.move(coalesced(event).map(sample));
  }

  function up(event) {
    if (active?.id === event.pointerId) stop(hand.end);
  }

  function cancel(event) {
    if (active?.id === event.pointerId) stop(hand.cancel);
  }

  function stop(finish) {
    active = null;
    finish();
  }

  function notePen(event) {
    if (event.pointerType === "pen") hand.penSeen();
  }

  function isPalmUnderPen(event) {
    return event.pointerType === "pen" && active.type === "touch";
  }

  function isRefused(event) {
    return event.pointerType === "touch" && !mayTouch();
  }

  /** Keep receiving the pointer beyond the element's edge. */
  function capture(pointerId) {
    try {
      element.setPointerCapture(pointerId);
    } catch {
      // The pointer is gone already; its pointerup or pointercancel ends the stroke.
    }
  }

  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerenter", notePen);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", cancel);
  element.addEventListener("lostpointercapture", cancel);
  element.addEventListener("contextmenu", (event) => event.preventDefault());
}

function startsGesture(event) {
  return event.button === PRIMARY_BUTTON || isEraserEnd(event);
}

function isEraserEnd(event) {
  return event.button === ERASER_BUTTON || (event.buttons & ERASER_BIT) !== 0;
}

/** Return the events between two frames, or the event itself where the browser lists none. */
function coalesced(event) {
  const events = event.getCoalescedEvents?.() ?? [];
  return events.length > 0 ? events : [event];
}

function sample(event) {
  return { event, pressure: event.pressure || USUAL_PRESSURE };
}
