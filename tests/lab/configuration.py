"""The lab's mailwatchd.toml (`lab config`), reduced to the part that a test or a person needs."""


def control(state):
    """Where mailwatchctl finds a daemon with its state there."""
    return f"{state}/control.sock"


def daemon(state):
    """[daemon] with its own state directory and control socket."""
    return f'[daemon]\nstate_directory = "{state}"\ncontrol = "{control(state)}"\n'


def changed(text, state=None, targets=None):
    """With its own state directory and control socket, and with only these targets."""
    if targets is not None:
        head, _, rest = text.partition("targets = [")
        names = "".join(f'    "{name}",\n' for name in targets)
        text = f"{head}targets = [\n{names}]" + rest.partition("]")[2]
    if state is not None:
        text = text.replace("[daemon]\n", daemon(state), 1)
    return text
