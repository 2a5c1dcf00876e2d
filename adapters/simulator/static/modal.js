// The modal: a page laid over the desk, with its title, its fields, and the buttons that send it in or close it.

import { act } from "./acts.js";
import { drawBlocks } from "./blocks.js";
import { begunIn, typedIn } from "./controls.js";
import { $ } from "./dom.js";
import { complain } from "./fields.js";

const BEGUN = "Please finish this, or empty it.";
const REACHABLE = "button:enabled, input:enabled, textarea:enabled, select:enabled, a[href], [tabindex='0']";

export class Modal {
  constructor() {
    this.view = null;
    this.isYours = true;
    this.before = null; // what had the focus when the modal opened
    $("sheet").addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    $("sheet-close").addEventListener("click", () => this.act("close"));
    $("sheet-x").addEventListener("click", () => this.act("close", { all: true }));
    $("sheet").addEventListener("keydown", (event) => this.keys(event));
  }

  // Show the page on top, or nothing. A page that is the same is left alone, so that nobody's typing is lost.
  show(view, isYours) {
    const before = this.view;
    this.view = view;
    this.isYours = isYours;
    if (view && before?.place === view.place && before.hash === view.hash) {
      this.complain(view.errors);
      return;
    }
    this.settle();
    if (!view) {
      this.close(Boolean(before));
    } else {
      const place = this.draw(view);
      this.open(!before, place);
    }
  }

  // Say what the platform says about a bot that did not answer.
  trouble(words) {
    $("sheet-trouble").textContent = words;
    $("sheet-trouble").hidden = !words;
    if (words) this.settle();
  }

  // Where in it the focus was, if it is the page that was there before in another state; else nowhere.
  draw(view) {
    const body = $("sheet-body");
    const [opening, scrolled, place] = [body.firstElementChild?.textContent, body.scrollTop, controls().indexOf(document.activeElement)];
    body.replaceChildren(...drawBlocks(view.blocks, this.where(view)));
    const isSame = $("sheet-title").textContent === view.title && body.firstElementChild?.textContent === opening;
    body.scrollTop = isSame ? scrolled : 0;
    $("sheet-title").textContent = view.title;
    $("sheet-submit").textContent = view.submit;
    $("sheet-submit").hidden = !view.submit;
    $("sheet-close").textContent = view.close || "Cancel";
    for (const id of ["sheet-submit", "sheet-close", "sheet-x"]) $(id).disabled = !this.isYours;
    return isSame ? place : -1;
  }

  where(view) {
    const where = { place: view.place, values: view.values, errors: view.errors };
    if (!this.isYours) return where;
    return {
      ...where,
      press: (button) => this.act("press", { ...button, typed: this.typed() }),
      choose: (choice) => this.act("choose", { ...choice, typed: this.typed() }),
      enter: (words) => this.act("enter", { ...words, typed: this.typed() }),
    };
  }

  typed() {
    return typedIn($("sheet-body"));
  }

  // Say what is wrong under each field; whoever has just sent the page in is taken to the first.
  complain(errors) {
    const fields = [...$("sheet-body").querySelectorAll("[data-block]")];
    for (const node of fields) complain(node, errors[node.dataset.block]);
    const first = fields.find((node) => errors[node.dataset.block]);
    if (!first || $("sheet").ariaBusy !== "true") return;
    this.settle();
    (first.querySelector(":checked") || first.querySelector(REACHABLE)).focus({ preventScroll: true });
    first.scrollIntoView({ block: "nearest" });
  }

  async act(action, body = {}) {
    if (!this.view || !this.isYours) return;
    const problem = await act(`slack/${action}`, { place: this.view.place, hash: this.view.hash, ...body });
    if (problem) this.trouble(problem);
  }

  submit() {
    if ($("sheet").ariaBusy === "true" || !this.view.submit) return;
    $("sheet").ariaBusy = "true";
    const begun = begunIn($("sheet-body"));
    if (begun.length > 0) this.complain(Object.fromEntries(begun.map((block) => [block, BEGUN])));
    else this.act("submit", { typed: this.typed() });
  }

  // Whatever was sent in has had its answer.
  settle() {
    $("sheet").ariaBusy = "false";
  }

  open(isNew, place) {
    if (isNew) this.before = document.activeElement;
    $("veil").hidden = false;
    $("desk-main").inert = true;
    if (!this.isYours) return;
    const again = controls()[place];
    if (!isNew && again) again.focus({ preventScroll: true });
    else this.focusFirst();
  }

  // A page that asks for one thing to type is ready to be typed in; any other is read from its title on.
  focusFirst() {
    const fields = $("sheet-body").querySelectorAll("[data-block]");
    const only = fields.length === 1 && fields[0].querySelector("[data-typed]");
    (only || $("sheet-title")).focus({ preventScroll: true });
  }

  close(wasOpen) {
    const held = $("sheet").contains(document.activeElement);
    $("veil").hidden = true;
    $("desk-main").inert = false;
    if (!wasOpen || !held) return;
    const back = this.before?.isConnected && this.before !== document.body ? this.before : $("desk-main").querySelector("[role='tabpanel']:not([hidden])");
    back.focus({ preventScroll: true });
  }

  keys(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.act("close");
    } else if (event.key === "Tab") {
      this.keepInside(event);
    }
  }

  // Tab goes round within the modal.
  keepInside(event) {
    const stops = [...$("sheet").querySelectorAll(REACHABLE)].filter((it) => it.offsetParent !== null);
    const from = document.activeElement;
    const [first, last] = [stops[0], stops.at(-1)];
    if (!event.shiftKey && from !== last) return;
    if (event.shiftKey && from !== first && from !== $("sheet-title")) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}

function controls() {
  return [...$("sheet-body").querySelectorAll(REACHABLE)];
}
