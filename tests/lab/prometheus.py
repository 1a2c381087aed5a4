"""A real Prometheus in the lab, next to the product, for the tests of rules and dashboards."""

import json
import subprocess
from pathlib import Path

import clients
from watching import wait_for

ADDRESS = "127.0.0.1:9090"  # In the probe's namespace, where nothing else runs.


class Prometheus:
    """Debian's Prometheus with a test's configuration; its log is in `directory`."""

    def __init__(self, directory, configuration):
        """`configuration` as in prometheus.yml, but as a dict: JSON is YAML."""
        self.directory = Path(directory)
        self.file = self.directory / "prometheus.yml"
        self.file.write_text(json.dumps(configuration))
        self.log = self.directory / "prometheus.log"
        self.process = None

    def start(self):
        """Returns once it answers queries."""
        command = ["ip", "netns", "exec", f"mw-{clients.ONE}-p", "prometheus", f"--config.file={self.file}",
                   f"--storage.tsdb.path={self.directory / 'prometheus'}", f"--web.listen-address={ADDRESS}"]
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: lives longer
        if not wait_for(lambda: "Ready" in clients.client("curl", "-s", f"http://{ADDRESS}/-/ready"), 60):
            raise AssertionError(self.log.read_text())

    def query(self, expression):
        """The current result: a list of {"metric": {label: value}, "value": [time, text]}."""
        return self.ask("query", query=expression)["result"]

    def value(self, expression):
        """The value of the only series; None if there is none."""
        found = self.query(expression)
        if len(found) > 1:
            raise AssertionError(f"{expression}: {len(found)} series")
        return float(found[0]["value"][1]) if found else None

    def ask(self, what, **parameters):
        """`data` from the answer of /api/v1/WHAT: "rules", "alerts", "query"."""
        given = [word for pair in parameters.items() for word in ("--data-urlencode", "=".join(pair))]
        said = clients.client("curl", "-sSG", *given, f"http://{ADDRESS}/api/v1/{what}")
        answer = json.loads(said)
        if answer["status"] != "success":
            raise AssertionError(f"{what} {parameters}: {answer}")
        return answer["data"]

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=20)
