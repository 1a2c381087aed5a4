"""The lab's mailwatchd.toml (`lab config`), cut to what a test or a person wants to see."""


def control(state):
    """Where mailwatchctl asks a daemon that has its state there."""
    return f"{state}/control.sock"


def daemon(state):
    """[daemon] with a state directory and a control socket of one's own."""
    return f'[daemon]\nstate_directory = "{state}"\ncontrol = "{control(state)}"\n'


def changed(text, state=None, targets=None):
    """With a state directory and a control socket of one's own, and with these targets only."""
    if targets is not None:
        head, _, rest = text.partition("targets = [")
        names = "".join(f'    "{name}",\n' for name in targets)
        text = f"{head}targets = [\n{names}]" + rest.partition("]")[2]
    if state is not None:
        text = text.replace("[daemon]\n", daemon(state), 1)
    return text
