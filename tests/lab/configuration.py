"""The lab's mailwatchd.toml (`lab config`), cut to what a test or a person wants to see."""


def changed(text, state=None, targets=None):
    """With a state directory of one's own, and with these targets only."""
    if targets is not None:
        head, _, rest = text.partition("targets = [")
        names = "".join(f'    "{name}",\n' for name in targets)
        text = f"{head}targets = [\n{names}]" + rest.partition("]")[2]
    if state is not None:
        text = text.replace("[daemon]\n", f'[daemon]\nstate_directory = "{state}"\n', 1)
    return text
