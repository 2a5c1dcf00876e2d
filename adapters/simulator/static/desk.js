// The desk: a window with the Slack chat. Its two tabs, the box to type in, and whose desk it is.

import { act } from "./acts.js";
import { drawBlocks } from "./blocks.js";
import { Hints } from "./hints.js";
import { $, aside, clock, make } from "./dom.js";
import { Log } from "./log.js";
import { Modal } from "./modal.js";
import { YOU } from "./phone.js";
import { markup } from "./richtext.js";

const TABS = ["home", "messages"];

export class Desk {
  constructor() {
    this.shown = YOU;
    this.owner = ""; // the name of whoever's desk is shown
    this.tab = "messages";
    this.unread = 0;
    this.bot = { name: "" };
    this.you = { messages: [], home: null, modal: null, troubles: [] };
    this.log = new Log($("desk-log"), $("desk-messages"), $("desk-newest"));
    this.modal = new Modal();
    this.hints = new Hints($("desk-typing"), $("hints"), $("slash"));
    for (const tab of TABS) $(`tab-${tab}`).addEventListener("click", () => this.open(tab));
    $("tabs").addEventListener("keydown", (event) => this.otherTab(event));
    $("desk-compose").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
  }

  // What the demo says.

  everything(it) {
    this.bot = it.bot;
    $("team").textContent = it.bot.team;
    for (const node of document.querySelectorAll(".app-name")) node.textContent = it.bot.name;
    $("app-face").textContent = it.bot.name[0];
    this.hints.offer(it.hints);
    this.watch(YOU, it.you);
    if (!it.you.home && it.you.messages.length === 0) this.open("home");
  }

  heard(it) {
    const isShown = it.desk === this.shown;
    if (it.desk === YOU) remember(this.you, it);
    if (!isShown) return;
    if (it.message) this.put(it.message);
    else this.drawPages(it);
  }

  // What is drawn.

  watch(name, desk = this.you) {
    this.shown = name;
    this.owner = desk.name;
    if (name === YOU) this.you = desk;
    $("desk-watching").hidden = name === YOU;
    $("desk-watching-text").textContent = `You are looking at ${desk.name}’s window.`;
    $("desk-foot").hidden = name !== YOU;
    this.log.show(desk.messages.map((message) => this.row(message)));
    this.home = undefined;
    this.modal.show(null, true);
    this.drawPages(desk);
    this.select(name !== YOU && desk.messages.length > 0 ? "messages" : this.tab);
  }

  focus() {
    $(`tab-${this.tab}`).focus();
  }

  drawPages({ home, modal, troubles }) {
    if (this.home?.hash !== home?.hash || this.home === undefined) this.drawHome(home);
    this.modal.show(modal, this.shown === YOU);
    const words = troubles.join(" ");
    this.modal.trouble(modal ? words : "");
    this.trouble(modal ? "" : words);
  }

  drawHome(home) {
    const body = $("home-body");
    const had = [...body.querySelectorAll("button")].indexOf(document.activeElement);
    this.home = home;
    const nothing = make("p", { className: "empty" }, `${this.bot.name} has not put anything here yet.`);
    body.replaceChildren(...(home ? drawBlocks(home.blocks, this.where(home)) : [nothing]));
    if (had >= 0) (body.querySelectorAll("button")[had] || $("panel-home")).focus({ preventScroll: true });
  }

  put(message) {
    const isNew = !this.log.list.querySelector(`[data-id="${message.place}"]`);
    this.log.put(message.place, message.deleted ? null : this.row(message), message.mine);
    if (isNew && !message.mine && this.tab !== "messages") this.count(this.unread + 1);
  }

  row(message) {
    const who = message.mine ? this.owner : this.bot.name;
    const head = make(
      "p", { className: "head" },
      make("strong", {}, who), message.mine ? null : make("span", { className: "badge" }, "APP"), clock(message.at),
      message.edited ? make("span", { className: "edited" }, "(edited)") : null,
    );
    const words = message.blocks.length
      ? drawBlocks(message.blocks, this.where(message))
      : [make("div", { className: "text" }, markup(message.text))];
    const only = message.ephemeral ? make("p", { className: "only" }, "Only visible to you") : null;
    return make(
      "li", { className: message.ephemeral ? "post whispered" : "post", data: { id: message.place } },
      make("span", { className: message.mine ? "face own" : "face", ariaHidden: "true" }, who[0]),
      make("div", { className: "said" }, only, head, ...words),
    );
  }

  where(it) {
    const where = { place: it.place, values: it.values, errors: {} };
    if (this.shown !== YOU) return where;
    const on = { place: it.place, hash: it.hash };
    return {
      ...where,
      press: (button) => { this.log.keepFocus = this.tab === "messages"; return this.act("press", { ...on, ...button }); },
      choose: (choice) => this.act("choose", { ...on, ...choice }),
      enter: (words) => this.act("enter", { ...on, ...words }),
    };
  }

  // What you do.

  async act(action, body) {
    this.trouble("");
    const problem = await act(`slack/${action}`, body);
    if (problem) this.trouble(problem);
  }

  trouble(words) {
    $("desk-trouble").textContent = words;
    $("desk-trouble").hidden = !words;
  }

  send() {
    const typing = $("desk-typing");
    const text = typing.value.trim();
    if (!text) return;
    typing.value = "";
    this.hints.close();
    this.log.keepFocus = false;
    this.act("send", { text });
    this.select("messages");
    typing.focus();
  }

  // The tabs.

  open(tab) {
    this.select(tab);
    if (this.shown === YOU) this.act("open", { tab });
  }

  select(tab) {
    this.tab = tab;
    for (const one of TABS) {
      const here = one === tab;
      $(`tab-${one}`).ariaSelected = String(here);
      $(`tab-${one}`).tabIndex = here ? 0 : -1;
      $(`panel-${one}`).hidden = !here;
    }
    if (tab === "messages") { this.count(0); this.log.toNewest(); }
  }

  otherTab(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = TABS.find((tab) => tab !== this.tab);
    this.open(other);
    $(`tab-${other}`).focus();
  }

  count(unread) {
    this.unread = unread;
    $("unread").replaceChildren(...(unread ? [String(unread), aside(" new")] : []));
    $("unread").hidden = !unread;
  }
}

function remember(desk, it) {
  if (!it.message) { Object.assign(desk, { home: it.home, modal: it.modal, troubles: it.troubles }); return; }
  const place = desk.messages.findIndex((one) => one.place === it.message.place);
  if (it.message.deleted) desk.messages = desk.messages.filter((one) => one.place !== it.message.place);
  else if (place >= 0) desk.messages[place] = it.message;
  else desk.messages.push(it.message);
}
