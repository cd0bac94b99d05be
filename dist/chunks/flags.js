// src/commands/flags.ts
function flagsOf(command) {
	return cliOptions(command).filter(([, option]) => option.positional === void 0).flatMap(([input, option]) => {
		const name = flagName(input, option);
		const flag = {
			name,
			input,
			option,
			isStdin: false
		};
		return option.stdin === true ? [flag, {
			...flag,
			name: `${name}-stdin`,
			isStdin: true
		}] : [flag];
	});
}
function positionalsOf(command) {
	return cliOptions(command).flatMap(([input, option]) => option.positional === void 0 ? [] : [{
		name: option.positional,
		input,
		option,
		isRequired: option.required !== void 0,
		isList: option.type.kind === "list"
	}]);
}
function cliLabel(command) {
	return (name) => {
		const option = command.options[name];
		if (option === void 0) return `--${name}`;
		return option.positional === void 0 ? `--${flagName(name, option)}` : `<${option.positional}>`;
	};
}
function cliOptions(command) {
	return Object.entries(command.options).filter(([, option]) => option.scope !== "action");
}
function flagName(input, option) {
	return option.flag ?? (option.type.kind === "list" ? input.replace(/s$/, "") : input);
}

Object.defineProperty(exports, "cliLabel", {
  enumerable: true,
  get: function () {
    return cliLabel;
  }
});
Object.defineProperty(exports, "flagsOf", {
  enumerable: true,
  get: function () {
    return flagsOf;
  }
});
Object.defineProperty(exports, "positionalsOf", {
  enumerable: true,
  get: function () {
    return positionalsOf;
  }
});