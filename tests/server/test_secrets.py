"""Secrets in the environment and in HOME come out nowhere."""

import secrets

import pytest

from jupyter_kfcheck.render.formats import SERVER_FORMATS
from jupyter_kfcheck.server.negotiation import EXPLAIN_FORMATS
from tests.server.conftest import TOKEN, launch

AUTH = {"Authorization": f"token {TOKEN}"}
NAMES = ["AWS_SECRET_ACCESS_KEY", "HF_TOKEN", "PGPASSWORD", "WANDB_API_KEY", "OPENAI_API_KEY", "GIT_ASKPASS"]
FILES = [".netrc", ".pgpass", ".aws/credentials", ".ssh/id_rsa", ".git-credentials", ".config/gcloud/key.json"]
FILES += [".bashrc", ".jupyter/jupyter_server_config.json", ".local/share/jupyter/runtime/x", ".condarc"]


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A server whose environment and HOME hold fifty secrets, and the secrets."""
    folder = tmp_path_factory.mktemp("planted")
    values = [secrets.token_hex(16) for _ in range(50)]
    environment = dict(zip([*NAMES, *(f"SECRET_{n}" for n in range(30 - len(NAMES)))], values[:30], strict=True))
    for number, value in enumerate(values[30:]):
        path = folder / "home" / (FILES[number] if number < len(FILES) else f"work/.secret-{number}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'{{"password": "{value}"}}\n')
    server = launch(folder, env=environment, token=TOKEN)
    server.until("kfcheck/startupz")
    yield server, values
    server.stop()


def test_fifty_secrets_appear_in_no_answer(planted):
    server, values = planted
    answers = [server.ask("kfcheck", method="POST", **AUTH)]
    parts = ["", *(f"/{check['category']}" for check in answers[0].json()["checks"])]
    for path in {f"kfcheck{part}" for part in parts} | {"kfcheck/health"}:
        answers += [server.ask(f"{path}?format={form.name}", **AUTH) for form in SERVER_FORMATS]
        answers += [server.ask(f"{path}?format={form.name}") for form in SERVER_FORMATS]
    answers += [server.ask(f"kfcheck/explain/user.uid?format={form.name}") for form in EXPLAIN_FORMATS]
    answers += [server.ask(f"kfcheck/{path}") for path in ("livez", "readyz", "startupz", "nosuch")]
    answers += [server.ask("kfcheck?fiel=1", **AUTH), server.ask("metrics", **AUTH)]
    seen = [f"{answer.headers}{answer.body.decode()}" for answer in answers]
    seen += [(server.state / name).read_text() for name in ("report.json", "server.json")]
    seen.append(server.log())
    assert len(seen) > 30
    for value in [*values, TOKEN]:
        assert not any(value in text for text in seen)
