"""A real Alertmanager in the lab, next to Prometheus, with the shipped routes."""

import json
import subprocess
from pathlib import Path

import clients
from watching import wait_for

ADDRESS = "127.0.0.1:9093"  # As in the shipped prometheus.yml.


class Alertmanager:
    """Debian's Alertmanager as a single instance; its log is in `directory`."""

    def __init__(self, directory, configuration):
        self.directory = Path(directory)
        self.configuration = configuration
        self.log = self.directory / "alertmanager.log"
        self.process = None

    def start(self):
        """Returns once it accepts alerts."""
        command = ["ip", "netns", "exec", f"mw-{clients.ONE}-p", "prometheus-alertmanager",
                   f"--config.file={self.configuration}", f"--storage.path={self.directory / 'alertmanager'}",
                   f"--web.listen-address={ADDRESS}", "--cluster.listen-address="]
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: lives longer
        if not wait_for(lambda: clients.client("curl", "-s", f"http://{ADDRESS}/-/ready") == "OK", 60):
            raise AssertionError(self.log.read_text())

    def alerts(self, name=".+"):
        """The alerts that are not resolved: {"labels", "annotations", "receivers": [{"name"}], "startsAt", …} each."""
        said = clients.client("curl", "-sSG", "--data-urlencode", f'filter=alertname=~"{name}"',
                              f"http://{ADDRESS}/api/v2/alerts")
        return json.loads(said)

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=20)
