"""`quancheng topics`: make the house's topics on a broker, for where `quancheng up` did not start it."""

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from deploy.local import topics as table

app = typer.Typer()


class Where(StrEnum):
    """Which column of `deploy/topics.yaml` holds: one broker, or three and more."""

    LOCAL = "local"
    PRODUCTION = "production"


@app.command()
def topics(
    kafka: Annotated[str, typer.Option(envvar="QUANCHENG_KAFKA", help="Kafka's bootstrap addresses.")],
    where: Annotated[Where, typer.Option(help="How often each topic is replicated.")] = Where.PRODUCTION,
) -> None:
    """Create the topics of deploy/topics.yaml that the broker lacks; those it has stay as they are."""
    wanted = table.load(where)
    asyncio.run(table.ensure(kafka, wanted))
    for topic in wanted:
        typer.echo(topic.name)
