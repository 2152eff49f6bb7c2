"""dash and bash: what does the same in both, and what does not."""

import shutil
import subprocess

import pytest

from migrator.dockerfile import parse
from migrator.shell.dialects import differs_in_bash
from migrator.source import Source

SAME = [
    "a && b || c; d",
    "set -eux; x=1; echo \"$x\" 'a{b,c}' ${x:-2} ${x#1} ${#x} $(( x + 1 ))",
    'if [ -n "$A" ] && [ "$A" = b ]; then echo \'[[ $A ]]\'; fi',
    "for x in a b; do printf '%s\\n' \"$x\"; done",
    "case $x in [!a]*|b) true;; *) false;; esac",
    "export PATH=/a:$PATH && cd /tmp && umask 022",
    "find . -name '*.py' -exec rm {} \\; -o -print >/dev/null 2>&1",
    "awk '{ print $0, $RANDOM }' a",
    "bash -c 'source a; [[ b ]]'",
    "read -r a b < c",
    ". /opt/venv/bin/activate",
    "echo -n a",
    "set -e; x=$(a | b)",
    "while ! a; do sleep 1; done",
    "echo 'it is' # don't",
    "command -v a && ${A}{b}",
    "f() { return 1; }; cd -P /tmp && f",
    "a | SHELL=/bin/sh TERM=dumb sh -",
    "A=~/b; export C=~/d && ./e --f=~/g 'h=~/i' \"j=~/k\"",
]
OTHER = [
    "echo -e a",
    "echo 'a\\nb'",
    "mkdir a/{b,c}",
    "touch {1..3}",
    "[[ -f a ]]",
    "(( a++ ))",
    "diff <(a) <(b)",
    "cat <<< a",
    "a &> b",
    "a >& b",
    "a |& b",
    "echo $'a'",
    'echo $"a"',
    "ls [^a]*",
    "echo ${a//b/c}",
    "echo ${a:1:2}",
    "echo ${!a}",
    "echo ${a^^}",
    "echo $(( a ** 2 ))",
    "a=(b c)",
    "a+=b",
    "[ a == b ]",
    "test -v a",
    "source a",
    ". ./a",
    "declare a=b",
    "shopt -s globstar",
    "time a",
    "echo $RANDOM",
    "UID=5",
    "echo $0",
    "printf '\\x41'",
    "printf '%q' a",
    "read a -p b",
    "trap a EXIT",
    "eval a",
    "set -o posix",
    "export -n a",
    "set -e; x=$(a; b)",
    'set -e; echo "$(if a; then b; fi)"',
    "A=1 export B=2",
    "alias a=b",
    "a 'b",
    "command echo -e a",
    "touch {${A},b}",
    "cd a b",
    "return 0",
    "echo ${SHELL##*/}",
    "echo ${TERM:-none}",
    "make PREFIX=~/a",
    "env PATH=/b:~/c d",
]


def said(text):
    dockerfile = parse(Source("Dockerfile", f"FROM debian\nRUN {text}\n"))
    return differs_in_bash(dockerfile, dockerfile.instructions[-1])


@pytest.mark.parametrize("text", SAME)
def test_it_does_the_same(text):
    assert said(text) == ""


@pytest.mark.parametrize("text", OTHER)
def test_bash_may_do_something_else(text):
    assert said(text)


@pytest.mark.parametrize("variable", ["BASH_ENV", "SHELLOPTS", "BASHOPTS", "POSIXLY_CORRECT"])
def test_what_bash_reads_at_its_start(variable):
    dockerfile = parse(Source("Dockerfile", f"FROM debian\nENV {variable}=a\nRUN b\n"))

    assert said_of(dockerfile) == f"bash reads {variable}"


def test_what_the_build_sets_is_the_same_in_bash():
    assert said_of(parse(Source("Dockerfile", "FROM debian\nENV TERM=dumb\nRUN echo $TERM\n"))) == ""


def said_of(dockerfile):
    return differs_in_bash(dockerfile, dockerfile.instructions[-1])


def test_a_here_document_is_read_as_the_script_it_is():
    text = "FROM debian\nRUN <<EOF\n# don't\necho a\n{}\nEOF\n"

    assert said_of(parse(Source("Dockerfile", text.format("b")))) == ""
    assert "{a,b}" in said_of(parse(Source("Dockerfile", text.format("mkdir {a,b}"))))
    assert (
        said_of(parse(Source("Dockerfile", text.format("cat <<E\nit's\nE")))) == "its quotes are not followed"
    )


@pytest.mark.skipif(not (shutil.which("dash") and shutil.which("bash")), reason="needs dash and bash")
@pytest.mark.parametrize(
    "text",
    [
        "set -eu; x=a.b; echo \"${x%.*}\" '${x}' $(( 1 + 2 )) \"it's\" # don't",
        "printf '%s-%d\\n' a 1; echo -n b; echo 'c{d,e}' \"f\"",
        'x=1; if [ "$x" = 1 ] && ! false; then echo yes; fi; case ab in [!b]*) echo c;; esac',
        "a='b  c'; export D=$a; echo \"$D\"; umask 027; umask; cd /; pwd; for i in 1 2; do echo $i; done",
    ],
)
def test_the_shells_agree(text):
    assert said(text) == ""
    dash, bash = (
        subprocess.run([shell, "-c", text], capture_output=True, check=False, timeout=30)
        for shell in ("dash", "bash")
    )
    assert (dash.returncode, dash.stdout) == (bash.returncode, bash.stdout)
