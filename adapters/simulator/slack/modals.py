"""The methods that show views, and what a submitted form's answer does to them.

Sources: docs.slack.dev/surfaces/modals and docs.slack.dev/reference/methods/views.open, checked 2026-11-25.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from adapters.simulator.slack import files, limits, wire
from adapters.simulator.slack.blockkit import blocks, views
from adapters.simulator.slack.blockkit.state import State
from adapters.simulator.slack.ids import new_id
from adapters.simulator.slack.keys import Trigger
from adapters.simulator.slack.platform import Answer, Platform
from adapters.simulator.slack.record import Json, Refusal
from adapters.simulator.slack.world import Screen, View, ViewKind

NOT_FOUND = Refusal(error="not_found")
TROUBLE = "We had some trouble connecting. Try again?"


def open_view(slack: Platform, params: Json) -> Answer:
    """Show a modal to whoever did something within the last three seconds."""
    body = read_view(slack, "views.open", params["view"], kind="modal")
    if isinstance(body, Refusal):
        return body
    trigger = _trigger(slack, "views.open", params)
    if isinstance(trigger, Refusal):
        return trigger
    trigger.screen.stack.clear()
    view = new_view(slack, trigger.screen, body, kind="modal")
    trigger.screen.stack.append(view)
    slack.world.show(trigger.screen, "modal", view=view)
    return {"view": wire.view(view, slack.world.app)}


def push_view(slack: Platform, params: Json) -> Answer:
    """Lay a view on the modal from which the trigger came."""
    body = read_view(slack, "views.push", params["view"], kind="modal")
    if isinstance(body, Refusal):
        return body
    trigger = _trigger(slack, "views.push", params)
    if isinstance(trigger, Refusal):
        return trigger
    if not trigger.in_modal or not trigger.screen.stack:
        return NOT_FOUND
    view = lay_on(slack, "views.push", trigger.screen, body)
    return view if isinstance(view, Refusal) else {"view": wire.view(view, slack.world.app)}


def update_view(slack: Platform, params: Json) -> Answer:
    """Change a view that is open, by its id or the app's own; with a hash: only as long as it is still that one."""
    found = _open_view(slack, params)
    if found is None:
        return NOT_FOUND
    screen, view = found
    body = read_view(slack, "views.update", params["view"], kind=view.kind, of=view)
    if isinstance(body, Refusal):
        return body
    if params.get("hash") not in (None, view.hash):
        return Refusal(error="hash_conflict")
    replace(slack, "views.update", screen, view, body)
    return {"view": wire.view(view, slack.world.app)}


def publish(slack: Platform, params: Json) -> Answer:
    """Show somebody's App Home."""
    screen = slack.world.ours(params["user_id"])
    if screen is None:
        return Refusal(error="user_not_found")
    body = read_view(slack, "views.publish", params["view"], kind="home", of=screen.home)
    if isinstance(body, Refusal):
        return body
    if screen.home is None:
        screen.home = new_view(slack, screen, body, kind="home")
        slack.world.show(screen, "home", view=screen.home)
    elif params.get("hash") not in (None, screen.home.hash):
        return Refusal(error="hash_conflict")
    else:
        replace(slack, "views.publish", screen, screen.home, body)
    return {"view": wire.view(screen.home, slack.world.app)}


def read_view(slack: Platform, method: str, it: object, *, kind: ViewKind, of: View | None = None) -> Json | Refusal:
    """A view's body with ids filled in, unless the platform would refuse it. `of`: the view that it is to replace."""
    body: Json = dict(it) if isinstance(it, dict) else {}
    found = (*views.check(it, kind=kind), *files.unusable(slack, body.get("blocks"), "/view/blocks"))
    if (refusal := slack.note(method, found, error="invalid_arguments")) is not None:
        return refusal
    if views.is_too_large(body):
        return slack.broken(method, "view-too-large", f"more than {limits.VIEW_BYTES} bytes", error="view_too_large")
    name = body.get("external_id")
    if name and any(view is not of and view.body.get("external_id") == name for _, view in all_views(slack)):
        return Refusal(error="duplicate_external_id")
    return {**body, "blocks": list(blocks.with_ids(body["blocks"]))}


def new_view(slack: Platform, screen: Screen, body: Json, *, kind: ViewKind) -> View:
    """A view of this body, not shown yet; on top of the stack when there is one."""
    view_id, below = new_id("V"), screen.stack[-1] if screen.stack and kind == "modal" else None
    return View(
        view_id=view_id,
        kind=kind,
        user_id=screen.user.user_id,
        team_id=screen.user.team.team_id,
        body=body,
        hash=_new_hash(slack),
        state=State.of(body["blocks"]),
        root_view_id=below.root_view_id if below else view_id,
        previous_view_id=below.view_id if below else None,
    )


def lay_on(slack: Platform, method: str, screen: Screen, body: Json) -> View | Refusal:
    """Push a view, unless three are on the stack."""
    if len(screen.stack) >= limits.STACKED_VIEWS:
        return slack.broken(method, "too-many-views", f"more than {limits.STACKED_VIEWS}", error="push_limit_reached")
    view = new_view(slack, screen, body, kind="modal")
    screen.stack.append(view)
    slack.world.show(screen, "modal", view=view)
    return view


def replace(slack: Platform, method: str, screen: Screen, view: View, body: Json) -> None:
    """Give a view another body. What stands under the same ids stays, whatever the new initial values are."""
    slack.note(method, views.reused(view.blocks, tuple(body["blocks"])), error="")
    view.body, view.hash, view.errors = body, _new_hash(slack), {}
    view.state = State.of(body["blocks"], view.state)
    slack.world.show(screen, view.kind, view=view)


def close_top(slack: Platform, screen: Screen) -> None:
    """Take the top view away; the one below shows again."""
    screen.stack.pop()
    slack.world.show(screen, "modal", view=screen.stack[-1] if screen.stack else None)


def answer_submission(slack: Platform, screen: Screen, view: View, answer: Json) -> None:
    """Do with a submitted view what the acknowledgement says; without a word it closes.

    An answer that the platform cannot use shows the person an error, and tells the bot nothing;
    github.com/slackapi/bolt-python/issues/241, checked 2026-11-25.
    """
    if view not in screen.stack:
        return
    match answer.get("response_action"):
        case None:
            del screen.stack[screen.stack.index(view) :]
            slack.world.show(screen, "modal", view=screen.stack[-1] if screen.stack else None)
        case "clear":
            screen.stack.clear()
            slack.world.show(screen, "modal")
        case "errors":
            _show_errors(slack, screen, view, answer.get("errors"))
        case "update" | "push" as action:
            _show_next(slack, screen, view, answer, push=action == "push")
        case _:
            _useless(slack, screen, "unknown response_action")


def _show_next(slack: Platform, screen: Screen, view: View, answer: Json, *, push: bool) -> None:
    body = read_view(slack, "view_submission", answer.get("view"), kind="modal", of=None if push else view)
    if isinstance(body, Refusal):
        _useless(slack, screen, f"the view is refused: {body.error}")
    elif not push:
        replace(slack, "view_submission", screen, view, body)
    elif isinstance(lay_on(slack, "view_submission", screen, body), Refusal):
        slack.trouble(screen, TROUBLE)


def _show_errors(slack: Platform, screen: Screen, view: View, errors: object) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        _useless(slack, screen, "errors must name input blocks of the view")
        return
    view.errors = {name: str(words) for name, words in errors.items()}
    slack.world.show(screen, "modal", view=view)


def _useless(slack: Platform, screen: Screen, detail: str) -> None:
    slack.record.violation("useless-answer", "view_submission", detail)
    slack.trouble(screen, TROUBLE)


def all_views(slack: Platform) -> Iterator[tuple[Screen, View]]:
    """Every view that is open or published."""
    for screen in slack.world.screens.values():
        for view in (*screen.stack, *([screen.home] if screen.home else ())):
            yield screen, view


def _open_view(slack: Platform, params: Json) -> tuple[Screen, View] | None:
    view_id, name = params.get("view_id"), params.get("external_id")
    for screen, view in all_views(slack):
        if view.view_id == view_id or (name and view.body.get("external_id") == name):
            return screen, view
    return None


def _trigger(slack: Platform, method: str, params: Json) -> Trigger | Refusal:
    trigger = slack.keys.use_trigger(str(params.get("trigger_id", "")))
    if isinstance(trigger, str):
        return slack.broken(method, "trigger-id", trigger, error=trigger)
    if slack.world.ours(trigger.screen.user.user_id) is None:
        return Refusal(error="invalid_trigger_id")  # made for the app's installation in another workspace
    return trigger


def _new_hash(slack: Platform) -> str:
    return f"{int(slack.clock())}.{secrets.token_hex(4)}"
