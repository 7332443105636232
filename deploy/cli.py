"""`quancheng`: the one command behind every make target."""

import sys

import typer

from deploy.commands import bench, demo, parked, rebuild, serve, stack, token, topics
from deploy.local.failure import StackError

# A group of commands is one file with a typer app; naming it here is all it takes.
GROUPS: list[typer.Typer] = [
    stack.app,
    demo.app,
    serve.app,
    token.app,
    topics.app,
    parked.app,
    rebuild.app,
    bench.app,
]

app = typer.Typer(
    help="Quancheng: services to foreign talent, driven by events.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in GROUPS:
    app.add_typer(group)


def main() -> None:
    """Runs one command; what the local stack lacks is said in one line, with exit code 1."""
    try:
        app()
    except StackError as error:
        sys.exit(f"quancheng: {error}")


if __name__ == "__main__":
    main()
