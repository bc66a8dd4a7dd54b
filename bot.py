"""Sonogo's entrance: `python bot.py --help`. What it runs is built in `composition.py`."""

from importlib import import_module

import click

# name → where it is; loaded when it is called, so that `check` and `simulate` start in a moment.
COMMANDS = {
    "run": "commands.serving:run",
    "web": "commands.serving:web",
    "worker": "commands.serving:worker",
    "migrate": "commands.operating:migrate",
    "demo": "commands.demonstrating:demo",
    "check": "commands.authoring:check",
    "play": "commands.authoring:play",
    "simulate": "commands.simulating:simulate_journey",
    "starter": "commands.starting:starter",
    "translate": "commands.translating:translate",
    "translated": "commands.translating:translated",
    "doctor": "commands.operating:doctor",
    "purchases": "commands.purchases:purchases",
    "staff": "commands.people:staff",
    "token": "commands.people:token",
    "export": "commands.operating:export",
    "erase": "commands.operating:erase",
    "retention": "commands.keeping:retention",
    "bench": "commands.operating:bench",
}


class Commands(click.Group):
    """The commands of the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found


@click.group(cls=Commands)
def cli() -> None:
    """Sonogo（その後）: a LINE companion for everything that happens after the sale."""


if __name__ == "__main__":
    cli()
