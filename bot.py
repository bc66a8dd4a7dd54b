"""Sonogo's entrance: `python bot.py --help`. What it runs is built in `composition.py`."""

import gc
from importlib import import_module

import click

# name → where it is, and what it does. Loaded when it is called: `--help` and `play` need but a moment.
COMMANDS = {
    "run": ("commands.serving:run", "Web, worker and scheduler together: all a small shop needs."),
    "web": ("commands.serving:web", "Only the web side: webhook, API, console."),
    "worker": ("commands.serving:worker", "Only the worker: turns, sending, what is due."),
    "migrate": ("commands.operating:migrate", "Bring the database to this version's schema."),
    "demo": (
        "commands.demonstrating:demo",
        "Sonogo with a LINE of its own on this machine, and one customer's story; or a shop's whole year.",
    ),
    "check": (
        "commands.authoring:check",
        "Check scripts and journeys: the built-in ones, or a file or folder.",
    ),
    "play": ("commands.authoring:play", "Play one script here in the terminal, as the customer."),
    "simulate": ("commands.simulating:simulate_journey", "Live a journey as one customer, or as thousands."),
    "starter": ("commands.starting:starter", "Journeys for a trade to begin with."),
    "translate": (
        "commands.translating:translate",
        "Begin a translation: every sentence of SCRIPT in its place, to be said in LOCALE.",
    ),
    "translated": (
        "commands.translating:translated",
        "Note that these translations (files or folders) say what their scripts say today.",
    ),
    "doctor": ("commands.operating:doctor", "Look at everything that can be wrong, and say what to do."),
    "purchases": ("commands.purchases:purchases", "Purchases, from the shop's files."),
    "staff": ("commands.people:staff", "People who sign in to the console."),
    "token": ("commands.people:token", "Bearer tokens for the shop's systems."),
    "export": ("commands.operating:export", "Everything kept about one person, as JSON."),
    "erase": ("commands.operating:erase", "Forget one person for good."),
    "retention": (
        "commands.keeping:retention",
        "What would be thrown away tonight, and after how many days each kind goes.",
    ),
    "bench": ("commands.operating:bench", "Measure, and print ratios of one run."),
}


class Commands(click.Group):
    """The commands of the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        return loaded(module, name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])


def loaded(module: str, name: str) -> click.Command:
    """The command. What is imported stays: looking through it for garbage, again and again, costs a fifth of
    the time until `run` answers, so nothing is looked for meanwhile, nor there later.
    """
    gc.disable()
    try:
        found: click.Command = getattr(import_module(module), name)
    finally:
        gc.freeze()
        gc.enable()
    return found


@click.group(cls=Commands)
def cli() -> None:
    """Sonogo（その後）: a LINE companion for everything that happens after the sale."""


if __name__ == "__main__":
    cli()
