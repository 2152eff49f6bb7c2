"""What Kubernetes manifests and Helm charts start in an image that the repository builds."""

import pytest

from migrator.build_context import BuildContext
from migrator.discovery.cluster_starts import cluster_starts
from migrator.engine import Status
from tests.cases import migrate
from tests.test_own_images import put

DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD ["python", "app.py"]\n'
POD = """\
spec:
  containers:
    - name: web
      image: acme/api:1
      command: ["/bin/bash", "-c"]
      args: ["exec python app.py"]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / ".git").mkdir()
    put(tmp_path, "api/Dockerfile", DOCKERFILE)
    return tmp_path


def commands(folder):
    starts = cluster_starts(folder / "api/Dockerfile", BuildContext(folder))
    return [(start.line, [word.value for word in start.script.commands[0].words]) for start in starts]


def test_a_container(folder):
    put(folder, "k8s/web.yaml", POD)

    assert commands(folder) == [(5, ["/bin/bash", "-c", "exec python app.py"])]


@pytest.mark.parametrize("sign", ['"', "'"])
def test_keys_in_quotes(folder, sign):
    text = POD.replace("image:", f"{sign}image{sign}:").replace("args:", f"{sign}args{sign} :")
    put(folder, "k8s/web.yaml", text.replace("command:", f"{sign}command{sign}:"))

    assert commands(folder) == [(5, ["/bin/bash", "-c", "exec python app.py"])]


def test_a_file_in_which_the_words_are_prose_is_not_read(folder, monkeypatch):
    put(folder, "texts/one.yaml", "text: the image of a command, and its args: none\n")
    monkeypatch.setattr("yaml.compose_all", lambda *_: pytest.fail("it was read"))

    assert commands(folder) == []


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("acme/api", True),
        ('"acme/api:{{ .Values.tag }}"', True),
        ("registry.acme.dev/api@sha256:0", True),
        ("{{ .Values.web.image }}", True),
        ('{{ include "acme.image" (dict "img" .Values.api.image "tag" .Values.api.image.tag) }}', True),
        ("{{ .Values.nothing.image }}", True),  # nothing tells whose it is
        ("{{ .Values.db.image.repository }}:{{ .Values.db.image.tag }}", False),
        ("acme/other", False),
        ("bitnami/api", False),
        ("api:latest", True),  # of a cluster on one's own machine
        ("neo4j:{{ .Values.version }}", False),
    ],
)
def test_whose_image_it_is(folder, image, found):
    put(folder, "chart/Chart.yaml", "name: acme\n")
    values = "web:\n  image: acme/api:2\napi:\n  image: {repository: acme/api, tag: 3}\n"
    put(folder, "chart/values.yaml", values + "db:\n  image: {repository: library/postgres, tag: 16}\n")
    put(folder, "chart/templates/web.yaml", POD.replace("acme/api:1", image))

    assert bool(commands(folder)) is found


def test_what_a_build_command_says(folder):
    put(folder, "Makefile", "image:\n\tdocker build -t acme/backend api\n")
    put(folder, "k8s/web.yaml", POD.replace("acme/api", "acme/backend"))

    assert len(commands(folder)) == 1


def test_lists_probes_and_templates(folder):
    text = """\
{{- if .Values.web }}
      containers:
      - name: web
        {{- if .Values.digest }}
        image: acme/api@{{ .Values.digest }}
        {{- else }}
        image: acme/api:{{ .Values.tag }}
        {{- end }}
        command:
        - bash
        # how it starts
        - -ec
        - |
          {{- if .Values.wait }}
          wait-for-it db:5432
          {{- end }}
          exec gunicorn "{{ .Values.app }}"
        livenessProbe:
          exec:
            command: ['curl', "-f", http://localhost/]
        readinessProbe:
          exec:
            command:
            - sh
            - -c
            - nc -z localhost 80
      - name: other
        image: acme/other
        command: [other]
      - command: ["before", "the
          image"]
        image: acme/api
{{- end }}
"""
    put(folder, "k8s/web.yml", text)

    assert commands(folder) == [
        (20, ["curl", "-f", "http://localhost/"]),
        (23, ["sh", "-c", "nc -z localhost 80"]),
        (9, ["bash", "-ec", '          wait-for-it db:5432\n          exec gunicorn "true"']),
        (30, ["before", "the image"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "image: acme/api\ncommand: bash\n",
        "image: acme/api\nargs: [-v]\n",
        "image: acme/api\ncommand:\n",
        "image: acme/api\ncommand: []\n",
        "image: acme/api\ncommand: [bash\n",
        "image: acme/api\ncommand:\n  key: value\n",
        "command: [bash]\n",
        "image:\ncommand: [bash]\n",
        "- image: acme/api\n- command: [bash]\n",
        "image: acme/api\ncommand: ['\"']\n\0\n",
    ],
)
def test_nothing_that_can_be_read(folder, text):
    put(folder, "k8s/web.yaml", text)

    assert [words for _, words in commands(folder) if words[:1] == ["bash"]] == []


@pytest.mark.parametrize(
    "text",
    [
        "a: [{name: b, image: acme/api, command: [bash, x]}]\n",
        'a:\n  image: acme/api\n  command: [\n    "bash",\n    "x"]\n',
        '"image": acme/api\n"command": ["bash", "x"]\n',
        "image: acme/api\ncommand:\n- bash\n- >-\n  x\n",
        "kind: A\n---\nspec: [{image: acme/api, livenessProbe: {exec: {command: [bash, x]}}}]\n",
    ],
)
def test_other_ways_to_write_it(folder, text):
    put(folder, "k8s/web.yaml", text)

    assert [words for _, words in commands(folder)] == [["bash", "x"]]


def test_a_list_on_several_lines_of_a_template(folder):
    put(
        folder,
        "k8s/web.yaml",
        '{{ if }}\nimage: acme/api\ncommand: [\n  "bash",\n  "[ -f a ] && {{ .x }}"\n]\n',
    )

    assert [words for _, words in commands(folder)] == [["bash", "[ -f a ] && true"]]


def test_a_chart_inside_of_a_chart_is_another_one_s(folder):
    put(folder, "deploy/charts/redis/templates/web.yaml", POD.replace("acme/api:1", '{{ template "x" . }}'))
    assert len(commands(folder)) == 1

    put(folder, "deploy/Chart.yaml", "name: acme\n")
    assert commands(folder) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ x }}\n" + "image: x\ncommand: [a]\n" * 8_000,
        "{{ x }}\nimage: x\n" + "args: [\n" * 8_000,
        "image: a:" + "@:" * 50_000 + "{{\ncommand: [a]\n",
        "image: a\ncommand: [" + "[" * 50_000,
    ],
)
def test_a_hostile_file_comes_to_its_end(folder, text):
    put(folder, "k8s/web.yaml", text)

    assert commands(folder) == []


def test_a_broken_values_file(folder):
    put(folder, "chart/Chart.yaml", "name: acme\n")
    put(folder, "chart/values.yaml", "a: [\n")
    put(folder, "chart/templates/web.yaml", POD.replace("acme/api:1", "{{ .Values.a }}"))

    assert len(commands(folder)) == 1


def test_outside_of_a_repository(folder):
    assert cluster_starts(folder / "api/Dockerfile", BuildContext(None)) == ()


def test_bash_comes_in_for_a_manifest(folder):
    put(folder, "k8s/web.yaml", POD)

    result = migrate(folder / "api/Dockerfile", "alpine")

    found = next(each for each in result.outcomes if each.finding.rule.id == "DFM352")
    assert found.status is Status.APPLIED
    assert "k8s/web.yaml, line 5" in found.finding.reason
    assert "apk add --no-cache bash" in result.after.text


def test_a_worker_of_a_manifest_has_no_docker_health_check(folder):
    put(folder, "api/Dockerfile", 'FROM python:3.12-slim\nCMD ["gunicorn", "app:app", "--bind=:8000"]\n')
    put(folder, "k8s/web.yaml", POD.replace('["/bin/bash", "-c"]', '["celery", "-A", "app", "worker"]'))

    result = migrate(folder / "api/Dockerfile", "healthcheck")

    assert [each.finding.rule.id for each in result.outcomes if each.status is Status.NOTED] == []
