// A chat's list of messages: the newest stays in sight unless somebody has scrolled up, and the keyboard is not lost.

export class Log {
  constructor(log, list, newest) {
    this.log = log;
    this.list = list;
    this.newest = newest;
    this.keepFocus = false; // whoever pressed a button by keyboard is taken to the next buttons
    this.stuck = true; // the end stays in sight, whatever changes its height
    newest.addEventListener("click", () => { this.toNewest(); log.focus(); });
    log.addEventListener("scroll", () => {
      this.stuck = this.atEnd();
      if (this.follows()) newest.hidden = true;
    }, { passive: true });
    new ResizeObserver(() => { if (this.stuck) this.toEnd(); }).observe(log);
  }

  show(rows) {
    this.list.replaceChildren(...rows);
    this.toNewest();
  }

  // Put a row in place of the one with the same id, or at the end; without a row that one goes. A row that asks the same
  // as before, with other boxes ticked, moves nothing.
  put(id, row, mine) {
    const old = this.list.querySelector(`[data-id="${CSS.escape(id)}"]`);
    const [followed, wasAtEnd, top] = [this.follows(), this.atEnd(), this.log.scrollTop];
    const had = buttons(old).indexOf(document.activeElement);
    const isSame = row && old && asks(row) === asks(old);
    if (!row) old?.remove();
    else if (old) old.replaceWith(row);
    else this.list.append(row);
    if (row && !old) row.classList.add("fresh");
    if (isSame && !wasAtEnd) this.log.scrollTop = top;
    else if (followed || mine) this.toNewest();
    else if (row && !old) this.newest.hidden = false;
    if (had >= 0) this.keepFocus = true;
    if (this.keepFocus && row && !mine) this.refocus(buttons(row), had);
  }

  // Nobody who has gone on to do something elsewhere is called back.
  refocus(targets, had) {
    if (document.activeElement !== document.body && !this.log.contains(document.activeElement)) return;
    const target = targets[Math.max(0, Math.min(had, targets.length - 1))];
    if (target) {
      target.focus({ preventScroll: true });
      if (target.matches(":focus-visible")) target.scrollIntoView({ block: "nearest" });
      this.keepFocus = false;
    } else if (document.activeElement === document.body) {
      this.log.focus({ preventScroll: true });
    }
  }

  // Whether the newest row is in sight, or at least begins there.
  follows() {
    const last = this.list.lastElementChild;
    return !last || last.offsetTop < this.log.scrollTop + this.log.clientHeight - 20;
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  // The end; of a row that is taller than the chat, its beginning, which is what is read first.
  toNewest() {
    this.toEnd();
    const last = this.list.lastElementChild;
    if (last && last.offsetHeight > this.log.clientHeight) this.log.scrollTop = last.offsetTop;
    this.stuck = this.atEnd();
  }

  toEnd() {
    this.stuck = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.newest.hidden = true;
  }
}

function buttons(row) {
  return row ? [...row.querySelectorAll("button:enabled")] : [];
}

// What a row offers to press, whichever of its boxes are ticked.
function asks(row) {
  return buttons(row).map((button) => button.textContent.replace(/^[☐☑]/u, "")).join("\n");
}
