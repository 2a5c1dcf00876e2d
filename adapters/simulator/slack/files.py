"""The methods about files, and the address that takes their bytes. Sharing a file in a channel is not played.

Sources: docs.slack.dev/reference/methods/files.getUploadURLExternal, /files.completeUploadExternal, /files.info,
/files.list, and docs.slack.dev/reference/objects/file-object, checked 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapters.simulator.slack import limits
from adapters.simulator.slack.blockkit.findings import Finding, listed
from adapters.simulator.slack.filestore import File
from adapters.simulator.slack.platform import Answer, Platform
from adapters.simulator.slack.record import Json, Refusal

NOT_FOUND = Refusal(error="file_not_found")
UPLOAD = "upload"  # under which bytes that were sent are recorded
_FILETYPES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "text/plain": "text"}
_SHARES = ("channel_id", "channels", "thread_ts", "initial_comment", "blocks")


def get_upload_url(slack: Platform, params: Json) -> Answer:
    """An address for the bytes of one file, and the id that it will have."""
    name, length, alt = params["filename"], params["length"], params.get("alt_txt", "")
    if not name or length < 1:
        return Refusal(error="invalid_arguments", problems=("filename and length must say something",))
    if len(alt) > limits.FILE_ALT_TEXT:
        return Refusal(error="alt_txt_too_large")
    user_id, created = slack.world.app.user_id, int(slack.clock())
    file = slack.files.new(user_id=user_id, name=name, length=length, alt=alt, created=created)
    return {"upload_url": f"{slack.address}/upload/v1/{file.key}", "file_id": file.file_id}


def take(slack: Platform, key: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Take the bytes that were sent to that address; gives the HTTP status."""
    file = slack.files.awaited(key)
    call = slack.record.call(UPLOAD, {"length": len(body)}, slack.clock())
    if "Authorization" in headers:
        slack.record.violation("token-to-upload", UPLOAD, "the address is enough; nobody else needs the token")
    if file is None or len(body) != file.length:
        slack.record.violation("upload", UPLOAD, "not an address that was given, or not as many bytes as announced")
        call.status = 404 if file is None else 400
    else:
        file.content, call.status = body, 200
    return call.status


def complete_upload(slack: Platform, params: Json) -> Answer:
    """The files are whole. Without a channel nobody but the bot sees them."""
    if any(params.get(name) for name in _SHARES):
        slack.record.violation("file-shared", "files.completeUploadExternal", "is not played")
    given = [one for _, one in listed(params["files"])]
    found = [slack.files.by_id.get(str(one.get("id"))) if isinstance(one, dict) else None for one in given]
    if not given or any(file is None or file.shown or file.content is None for file in found):
        return slack.broken("files.completeUploadExternal", "upload", "was never sent", error=NOT_FOUND.error)
    for one, file in zip(given, found, strict=True):
        if file is not None:
            slack.files.complete(file, str(one.get("title") or ""))
    return {"files": [_wire(slack, file) for file in found if file is not None]}


def info(slack: Platform, params: Json) -> Answer:
    """One file; its `mimetype` is empty until the platform has looked at it."""
    file = slack.files.by_id.get(params["file"])
    return {"file": _wire(slack, file)} if file is not None and file.shown else NOT_FOUND


def list_files(slack: Platform, params: Json) -> Answer:
    """What the bot can see, which is what it has uploaded, the newest first."""
    wanted, count, page = params.get("user"), params.get("count", 100), params.get("page", 1)
    found = [file for file in slack.files.seen() if wanted in (None, file.user_id)]
    shapes = [_wire(slack, file) for file in found[count * (page - 1) : count * page]]
    pages = -(-len(found) // count)
    return {"files": shapes, "paging": {"count": count, "total": len(found), "page": page, "pages": pages}}


def unusable(slack: Platform, blocks: object, at: str) -> Iterator[Finding]:
    """Each picture whose file is not there, or not one that can be shown yet."""
    for place, block in listed(blocks):
        if isinstance(block, dict):
            for where, picture in _pictures(block):
                if not slack.files.picture(_named(slack, picture["slack_file"])):
                    pointer = f"{at}/{place}{where}/slack_file"
                    yield Finding(rule="slack-file", at=pointer, message="invalid slack file")


def _pictures(block: Json) -> Iterator[tuple[str, Json]]:
    """The pictures of one block that are files, each with its place in the block."""
    inside = [("/accessory", block.get("accessory"))]
    inside += [(f"/elements/{place}", one) for place, one in listed(block.get("elements"))]
    for where, one in (("", block), *inside):
        if isinstance(one, dict) and one.get("type") == "image" and isinstance(one.get("slack_file"), dict):
            yield where, one


def _named(slack: Platform, slack_file: Json) -> object:
    """The id that a slack_file names, itself or by one of the file's addresses."""
    if "id" in slack_file:
        return slack_file["id"]
    url = slack_file.get("url")
    return next((it.file_id for it in slack.files.seen() if url in _addresses(slack, it).values()), None)


def _addresses(slack: Platform, file: File) -> dict[str, str]:
    team = slack.world.app.team
    return {
        "url_private": f"https://files.slack.com/files-pri/{team.team_id}-{file.file_id}/{file.name}",
        "permalink": f"https://{team.domain}.slack.com/files/{file.user_id}/{file.file_id}/{file.name}",
    }


def _wire(slack: Platform, file: File) -> Json:
    kind = _FILETYPES.get(file.mimetype, "")
    return {
        "id": file.file_id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": file.user_id,
        "user_team": slack.world.app.team.team_id,
        "size": file.length,
        "mode": "hosted",
        "editable": False,
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "file_access": "visible",
        "channels": [],
        "groups": [],
        "ims": [],
        "shares": {},
        **_addresses(slack, file),
        **({"alt_txt": file.alt} if file.alt else {}),
    }
