let require_rolldown_runtime;
const require_options = require("./options.js");
const require_run = require("./run.js");

// src/commands/completion-scripts.ts
const program = "oci-artifact";
const completionScripts = {
	bash,
	zsh,
	fish,
	powershell
};
function bash(places) {
	const function_ = `_${program.replaceAll("-", "_")}`;
	const groups = groupsOf(places);
	return [
		`${function_}() {`,
		"  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} place= words=",
		"  [ \"$COMP_CWORD\" -gt 1 ] && place=${COMP_WORDS[1]}",
		...groups.map((group) => `  case "$place:$COMP_CWORD" in '${group}:2') ;; '${group}':*) case \${COMP_WORDS[2]} in ${verbsOf(places, group).join("|")}) place="$place \${COMP_WORDS[2]}" ;; esac ;; esac`),
		"  case \"$place:$previous\" in",
		...places.flatMap(({ words, flags }) => flags.filter(({ choices }) => choices.length > 0).map(({ word, choices }) => `    '${words}:${word}') words='${choices.join(" ")}' ;;`)),
		"    *) case $place in",
		...places.map(({ words, next, flags }) => {
			const all = [...next, ...flags].map(({ word }) => word);
			return `      '${words}') ${next.length > 0 ? "" : "[[ $current == -* ]] && "}words='${all.join(" ")}' ;;`;
		}),
		"    esac ;;",
		"  esac",
		"  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))",
		"}",
		`complete -o default -F ${function_} ${program}`
	];
}
function zsh(places) {
	return [
		`#compdef ${program}`,
		"local place=",
		"(( CURRENT > 2 )) && place=$words[2]",
		`case $place in ${groupsOf(places).join("|")}) (( CURRENT > 3 )) && place="$place $words[3]" ;; esac`,
		"case $place in",
		...places.map(({ words, next, flags }) => {
			const completed = next.length > 0 ? zshValues(next) : `_arguments ${flags.flatMap(zshFlags).join(" ")} '*:file:_files'`;
			return `  ${singleQuoted(words)}) ${completed} ;;`;
		}),
		"esac"
	];
}
function zshValues(next) {
	return `_values command ${next.map(({ word, summary }) => singleQuoted(`${word}[${zshEscaped(summary)}]`)).join(" ")}`;
}
function zshFlags(flag) {
	const { word, short, summary, hasValue, isList, isPath, choices } = flag;
	const action = choices.length > 0 ? `(${choices.join(" ")})` : isPath ? "_files" : "";
	const tail = `[${zshEscaped(summary)}]${hasValue ? `:value:${action}` : ""}`;
	return (short === void 0 ? [word] : [`-${short}`, word]).map((name) => singleQuoted(`${isList ? "*" : ""}${name}${tail}`));
}
function zshEscaped(text) {
	return text.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
}
function singleQuoted(text) {
	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
function fish(places) {
	const isPlace = "__oci_artifact_is";
	const lines = [
		`function ${isPlace}`,
		"  set -l given (commandline -opc)",
		"  set -l place $given[2]",
		`  contains -- "$place" ${groupsOf(places).join(" ")}; and set place $place $given[3]`,
		"  test \"$place\" = \"$argv\"",
		"end"
	];
	for (const { words, next, flags } of places) {
		const start = `complete -c ${program} -n ${fishQuoted(`${isPlace} ${words}`.trim())}`;
		for (const { word, summary } of next) lines.push(`${start} -f -a ${word} -d ${fishQuoted(summary)}`);
		for (const flag of flags) lines.push(`${start} ${fishFlag(flag)}`);
	}
	return lines;
}
function fishFlag({ word, short, summary, hasValue, isPath, choices }) {
	const letter = short === void 0 ? "" : ` -s ${short}`;
	const kind = hasValue ? isPath ? " -r" : " -x" : "";
	const values = choices.length === 0 ? "" : ` -a ${fishQuoted(choices.join(" "))}`;
	return `-l ${word.slice(2)}${letter}${kind}${values} -d ${fishQuoted(summary)}`;
}
function fishQuoted(text) {
	return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}
function powershell(places) {
	return [
		"$words = @{",
		...places.map(({ words, next, flags }) => {
			const all = [...next, ...flags].map(({ word }) => word);
			return `  ${powershellQuoted(words)} = ${powershellList(all)}`;
		}),
		"}",
		"$choices = @{",
		...places.flatMap(({ words, flags }) => flags.filter(({ choices }) => choices.length > 0).map(({ word, choices }) => `  ${powershellQuoted(`${words} ${word}`)} = ${powershellList(choices)}`)),
		"}",
		`Register-ArgumentCompleter -Native -CommandName ${program} -ScriptBlock {`,
		"  param($current, $ast, $position)",
		"  $given = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { \"$_\" })",
		"  if ($current -ne \"\" -and $given.Count -gt 0) { $given = @($given | Select-Object -SkipLast 1) }",
		"  $place = if ($given.Count -gt 0) { $given[0] } else { \"\" }",
		`if (${powershellList(groupsOf(places))} -contains $place -and $given.Count -gt 1) { $place = "$place " + \$given[1] }`,
		"  $previous = if ($given.Count -gt 0) { $given[-1] } else { \"\" }",
		"  $found = if ($choices.ContainsKey(\"$place $previous\")) { $choices[\"$place $previous\"] } else { $words[$place] }",
		"  $found | Where-Object { $_ -like \"$current*\" }",
		"}.GetNewClosure()"
	];
}
function powershellList(words) {
	return `@(${words.map(powershellQuoted).join(", ")})`;
}
function powershellQuoted(text) {
	return `'${text.replaceAll("'", "''")}'`;
}
function verbsOf(places, group) {
	return places.find(({ words }) => words === group)?.next.map(({ word }) => word) ?? [];
}
function groupsOf(places) {
	return places.filter(({ isGroup }) => isGroup).map(({ words }) => words);
}

// src/commands/completion.ts
const options = { shell: require_run.option({
	type: require_options.choice("bash", "zsh", "fish", "powershell"),
	positional: "shell",
	required: "write bash, zsh, fish or powershell",
	description: "bash, zsh, fish or powershell."
}) };
const completion = require_options.defineCommand({
	name: "completion",
	summary: "print a completion script for a shell",
	description: "Prints a script that completes commands, options and their values.",
	examples: [
		{
			comment: "bash, in ~/.bashrc",
			line: `completion bash > ~/.${program}-completion`
		},
		{
			comment: "zsh, in a directory of $fpath",
			line: `completion zsh > _${program}`
		},
		{
			comment: "fish",
			line: `completion fish > ~/.config/fish/completions/${program}.fish`
		},
		{
			comment: "PowerShell, in $PROFILE",
			line: "completion powershell | Out-String | Invoke-Expression"
		}
	],
	options,
	outputs: {},
	async run({ shell }) {
		return {
			result: void 0,
			lines: completionScripts[shell](await loadPlaces())
		};
	}
});
async function loadPlaces() {
	const loaded = await Promise.all(Object.values(require_run.commands).map((load) => load()));
	const places = [{
		words: "",
		isGroup: false,
		next: loaded.map(wordOf),
		flags: []
	}];
	for (const command of loaded) {
		if (!("commands" in command)) {
			places.push(placeOf(command));
			continue;
		}
		const verbs = Object.values(command.commands);
		const flags = command.withoutVerb === void 0 ? [] : placeOf(command.withoutVerb).flags;
		places.push({
			words: command.name,
			isGroup: true,
			next: verbs.map(wordOf),
			flags
		}, ...verbs.map(placeOf));
	}
	return places;
}
function wordOf({ name, summary }) {
	return {
		word: name.slice(name.lastIndexOf(" ") + 1),
		summary
	};
}
function placeOf(command) {
	const next = require_run.positionalsOf(command).flatMap(({ option }) => option.type.choices ?? []).map((word) => ({
		word,
		summary: ""
	}));
	return {
		words: command.name,
		isGroup: false,
		next,
		flags: require_run.flagsOf(command).map(completedFlag)
	};
}
function completedFlag({ name, option, isStdin }) {
	const { type, default: value } = option;
	const isFlag = isStdin || type.kind === "flag";
	const [summary = ""] = (option.cliDescription ?? option.description).replaceAll("`", "").split(/[.;:](?: |$)/, 1);
	return {
		word: `--${isFlag && value === "true" ? "no-" : ""}${name}`,
		short: option.short,
		summary,
		hasValue: !isFlag,
		isList: type.kind === "list",
		isPath: type.isPath === true,
		choices: type.choices ?? []
	};
}

exports.completion = completion;