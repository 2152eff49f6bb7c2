"""All that a transform or a plugin may import."""

from typing import TYPE_CHECKING

from migrator import regex as re
from migrator.alpine.against_alpine import Ground, Objection, against_alpine
from migrator.alpine.alpine_stage import AlpineStage, Fix, Need, Obstacle, Remark, Topic
from migrator.alpine.apk_commands import installed_by_apk
from migrator.alpine.apk_leaving import leaving as apk_leaving
from migrator.alpine.apk_remarks import apk_remarks
from migrator.alpine.base_images import BaseImages, Hindrance, base_images
from migrator.alpine.evidence import Evidence, shown_evidence
from migrator.alpine.moved_stages import Flavour, Moved, moved_stages, out_of_alpine
from migrator.alpine.native_survey import Installed, Matter, Said, Survey
from migrator.alpine.newer_alpine import against_newer_alpine
from migrator.alpine.placed_packages import Placed, lacking, placed
from migrator.alpine.rebase_plan import RebasePlan
from migrator.alpine.rebase_report import Entry, Point, rebase_report
from migrator.alpine.signs import Sign
from migrator.alpine.unlike_stages import unlike_stages
from migrator.alpine.variant_stages import torn_stages
from migrator.apt.bare_installs import Bare, BareInstalls
from migrator.apt.commands import AptCall, apt_program
from migrator.apt.commands import Kind as AptKind
from migrator.apt.cron_starts import cron_started
from migrator.apt.outcome import StuckError
from migrator.apt.package_lists import packages_of
from migrator.apt.plan import Package, Planner, apt_on_alpine
from migrator.apt.plan import RunPlan as AptRunPlan
from migrator.apt.proxies import proxy_of_apt_alone
from migrator.apt.rewrite import Rewriter
from migrator.build_context import BuildContext
from migrator.build_context.build_targets import build_targets
from migrator.build_context.copied_paths import (
    in_unknown_folder,
    says_workdir,
    shown,
    workdir_at,
    workdirs_before,
)
from migrator.build_context.entered_folders import entered, enters_once, is_there_anyway, moved_along
from migrator.build_context.plain_copies import absolute_workdir, are_there, needs_workdir, only_copies
from migrator.build_context.source_copies import is_source_copy
from migrator.build_context.untracked_paths import GIT, Surroundings, Untracked
from migrator.busybox.applets import Applet, troubles
from migrator.busybox.debian_commands import DebianCommand, held
from migrator.busybox.records import stage_records
from migrator.context import Context
from migrator.discovery.build_commands import built_for
from migrator.discovery.callers import builds_for, builds_without_buildkit
from migrator.discovery.given_arguments import may_be_given
from migrator.discovery.own_images import dockerfiles
from migrator.discovery.own_images import shown as shown_standing
from migrator.dockerfile import (
    STARTERS,
    Assignment,
    Comment,
    Copy,
    Dockerfile,
    Flag,
    Heredoc,
    Instruction,
    Stage,
    assignments,
    copy_parts,
    parse,
    words,
)
from migrator.dockerfile.comment_blocks import blocks_with
from migrator.dockerfile.environment import Environment
from migrator.dockerfile.key_values import legacy_pair, other_name, pair_edits, quoted_value
from migrator.dockerfile.mounts import bind_mounts
from migrator.editing import (
    Style,
    add_flags,
    delete_commands,
    delete_instruction,
    delete_words,
    insert_after,
    insert_after_word,
    insert_before,
    json_word,
    replace_command,
    replace_instruction,
    replace_word,
    style_of,
)
from migrator.editing.line_edits import line_edits
from migrator.findings import Change, Finding, Note, Refusal, Rule, Safety
from migrator.first_few import first_few
from migrator.images.base_text import DynamicError, base_text, external
from migrator.images.known_bases import KnownBase, is_for_development, known_base
from migrator.images.python import OLDEST_PYTHON, PythonImage, python_image
from migrator.images.reference import ImageReference, PythonTag, is_uv_unpinned
from migrator.images.start_folders import start_folder
from migrator.knowledge import AptRow, Knowledge, NativeRow, Role, Works
from migrator.layers.edits import PlanEdits
from migrator.layers.effects import EffectsOf, effects_of
from migrator.layers.independence import Independence
from migrator.layers.joined_runs import RunJoiner
from migrator.layers.left_behind import LeftBehind
from migrator.layers.moving_targets import (
    cloned_branch,
    is_versioned,
    moving_git,
    moving_image,
    moving_url,
    picks_commit,
)
from migrator.layers.plan import Kept, Plan, plan_source, plan_values, steps_of
from migrator.layers.rebuild import volatile
from migrator.line_names import named_line, named_lines
from migrator.other_files import ImageFacts, OtherFile, OtherView
from migrator.pip.hidden import hidden_pip, mentions_pip
from migrator.pip.listeners import listens_to_pips_variables
from migrator.pip.own_upgrade import comments_above
from migrator.pip.plan import (
    CallPlan,
    LeftPip,
    NotNeeded,
    PipPlanner,
    RunPlan,
    StaysPip,
    ToUv,
)
from migrator.pip.rewrite import rewritten
from migrator.pip.scene import PipFile
from migrator.pip.table import pip_table
from migrator.pip.uv_delivery import has_uv, install_edits, stage_edits
from migrator.pip.uv_folders import entered_for_uv, lone_runs
from migrator.pip.variables import Exported, said_to_uv
from migrator.quoting.printed_words import Worth
from migrator.quoting.value_quotes import Quoted, Unquoted, plain_edits, value_quotes
from migrator.registry import On, Phase, Transform, other_transform, transform
from migrator.requirements import Requirement
from migrator.requirements.build_inputs import required
from migrator.requirements.install_runs import InstallRun, all_installs, install_runs
from migrator.requirements.installers import BOOTSTRAP, installer_words
from migrator.requirements.required import Required, Unreadable
from migrator.service.app_folders import AppFolders
from migrator.service.exec_form import ExecForm, exec_form
from migrator.service.free_numbers import system_numbers
from migrator.service.health_routes import Route, health_route
from migrator.service.known_service import KnownService, known_service
from migrator.service.listening import Listening, worker_of
from migrator.service.machines import Bound, Machines
from migrator.service.mounted_folders import MountedFolders
from migrator.service.numbered_users import NumberedUsers
from migrator.service.other_starts import OtherStarts
from migrator.service.probes import Probe
from migrator.service.python_service import concerns_python
from migrator.service.root_at_start import needs_of_the_start
from migrator.service.root_needs import RootNeed, needs_of_the_build
from migrator.service.serving_place import Listener, Place, Port
from migrator.service.stage_calls import stage_calls
from migrator.service.start_commands import Started, runtime_python, started
from migrator.service.used_devices import UsedDevices
from migrator.service.written_by_source import WrittenBySource
from migrator.settings import Settings
from migrator.shell import Command, Operator, Script, parse_script, program, script_of, unwrap
from migrator.shell.pipe_ends import NEVER_FAIL
from migrator.shell.pipefail import UnderPipefail, under_pipefail
from migrator.shell.pipelines import pipelines
from migrator.shell.run_as import is_plain_shell, script_at, shell_at, user_at
from migrator.source import Edit, Logical, Source, Span, Word, line_at
from migrator.sources.called_programs import Called, called_programs, shown_text
from migrator.sources.python_names import PythonFile, Visit, argument, text_of
from migrator.sources.removed_names import RemovedNames
from migrator.sources.removed_rows import BY_SETUPTOOLS, Removed
from migrator.sources.removed_rows import Row as RemovedRow
from migrator.sources.scopes import Scope, given, meaning, written
from migrator.sources.shellcheck import ShellCheckError, shellcheck
from migrator.stages.collapse import Collapse, Folding, Keeping, collapse
from migrator.stages.stage_comments import stage_comments
from migrator.versions import dotted

if TYPE_CHECKING:
    import libcst as cst
else:
    from migrator.sources import syntax as cst

__all__ = [
    "BOOTSTRAP",
    "BY_SETUPTOOLS",
    "GIT",
    "NEVER_FAIL",
    "OLDEST_PYTHON",
    "STARTERS",
    "AlpineStage",
    "AppFolders",
    "Applet",
    "AptCall",
    "AptKind",
    "AptRow",
    "AptRunPlan",
    "Assignment",
    "Bare",
    "BareInstalls",
    "BaseImages",
    "Bound",
    "BuildContext",
    "CallPlan",
    "Called",
    "Change",
    "Collapse",
    "Command",
    "Comment",
    "Context",
    "Copy",
    "DebianCommand",
    "Dockerfile",
    "DynamicError",
    "Edit",
    "EffectsOf",
    "Entry",
    "Environment",
    "Evidence",
    "ExecForm",
    "Exported",
    "Finding",
    "Fix",
    "Flag",
    "Flavour",
    "Folding",
    "Ground",
    "Heredoc",
    "Hindrance",
    "ImageFacts",
    "ImageReference",
    "Independence",
    "InstallRun",
    "Installed",
    "Instruction",
    "Keeping",
    "Kept",
    "Knowledge",
    "KnownBase",
    "KnownService",
    "LeftBehind",
    "LeftPip",
    "Listener",
    "Listening",
    "Logical",
    "Machines",
    "Matter",
    "MountedFolders",
    "Moved",
    "NativeRow",
    "Need",
    "NotNeeded",
    "Note",
    "NumberedUsers",
    "Objection",
    "Obstacle",
    "On",
    "Operator",
    "OtherFile",
    "OtherStarts",
    "OtherView",
    "Package",
    "Phase",
    "PipFile",
    "PipPlanner",
    "Place",
    "Placed",
    "Plan",
    "PlanEdits",
    "Planner",
    "Point",
    "Port",
    "Probe",
    "PythonFile",
    "PythonImage",
    "PythonTag",
    "Quoted",
    "RebasePlan",
    "Refusal",
    "Remark",
    "Removed",
    "RemovedNames",
    "RemovedRow",
    "Required",
    "Requirement",
    "Rewriter",
    "Role",
    "RootNeed",
    "Route",
    "Rule",
    "RunJoiner",
    "RunPlan",
    "Safety",
    "Said",
    "Scope",
    "Script",
    "Settings",
    "ShellCheckError",
    "Sign",
    "Source",
    "Span",
    "Stage",
    "Started",
    "StaysPip",
    "StuckError",
    "Style",
    "Surroundings",
    "Survey",
    "ToUv",
    "Topic",
    "Transform",
    "UnderPipefail",
    "Unquoted",
    "Unreadable",
    "Untracked",
    "UsedDevices",
    "Visit",
    "Word",
    "Works",
    "Worth",
    "WrittenBySource",
    "absolute_workdir",
    "add_flags",
    "against_alpine",
    "against_newer_alpine",
    "all_installs",
    "apk_leaving",
    "apk_remarks",
    "apt_on_alpine",
    "apt_program",
    "are_there",
    "argument",
    "assignments",
    "base_images",
    "base_text",
    "bind_mounts",
    "blocks_with",
    "build_targets",
    "builds_for",
    "builds_without_buildkit",
    "built_for",
    "called_programs",
    "cloned_branch",
    "collapse",
    "comments_above",
    "concerns_python",
    "copy_parts",
    "cron_started",
    "cst",
    "delete_commands",
    "delete_instruction",
    "delete_words",
    "dockerfiles",
    "dotted",
    "effects_of",
    "entered",
    "entered_for_uv",
    "enters_once",
    "exec_form",
    "external",
    "first_few",
    "given",
    "has_uv",
    "health_route",
    "held",
    "hidden_pip",
    "in_unknown_folder",
    "insert_after",
    "insert_after_word",
    "insert_before",
    "install_edits",
    "install_runs",
    "installed_by_apk",
    "installer_words",
    "is_for_development",
    "is_plain_shell",
    "is_source_copy",
    "is_there_anyway",
    "is_uv_unpinned",
    "is_versioned",
    "json_word",
    "known_base",
    "known_service",
    "lacking",
    "legacy_pair",
    "line_at",
    "line_edits",
    "listens_to_pips_variables",
    "lone_runs",
    "may_be_given",
    "meaning",
    "mentions_pip",
    "moved_along",
    "moved_stages",
    "moving_git",
    "moving_image",
    "moving_url",
    "named_line",
    "named_lines",
    "needs_of_the_build",
    "needs_of_the_start",
    "needs_workdir",
    "only_copies",
    "other_name",
    "other_transform",
    "out_of_alpine",
    "packages_of",
    "pair_edits",
    "parse",
    "parse_script",
    "picks_commit",
    "pip_table",
    "pipelines",
    "placed",
    "plain_edits",
    "plan_source",
    "plan_values",
    "program",
    "proxy_of_apt_alone",
    "python_image",
    "quoted_value",
    "re",
    "rebase_report",
    "replace_command",
    "replace_instruction",
    "replace_word",
    "required",
    "rewritten",
    "runtime_python",
    "said_to_uv",
    "says_workdir",
    "script_at",
    "script_of",
    "shell_at",
    "shellcheck",
    "shown",
    "shown_evidence",
    "shown_standing",
    "shown_text",
    "stage_calls",
    "stage_comments",
    "stage_edits",
    "stage_records",
    "start_folder",
    "started",
    "steps_of",
    "style_of",
    "system_numbers",
    "text_of",
    "torn_stages",
    "transform",
    "troubles",
    "under_pipefail",
    "unlike_stages",
    "unwrap",
    "user_at",
    "value_quotes",
    "volatile",
    "words",
    "workdir_at",
    "workdirs_before",
    "worker_of",
    "written",
]
