let require_descriptor;
let node_buffer;

// src/fs/byte-string.ts
const notAscii = /[\u0080-\u00ff]/;
function fromLatin1(characters) {
	return characters;
}
function byteStringOf(text) {
	return fromLatin1(Buffer.from(text, "utf8").toString("latin1"));
}
function isAscii(name) {
	return !notAscii.test(name);
}
function bytesOf(name) {
	return Buffer.from(name, "latin1");
}
function textOf(name) {
	return isAscii(name) ? name : bytesOf(name).toString("utf8");
}
function printableName(name) {
	return (require_descriptor ??= require("./descriptor.js")).printable(textOf(name), 300);
}
function isUtf8Name(name) {
	return isAscii(name) || (0, (node_buffer ??= require("node:buffer")).isUtf8)(bytesOf(name));
}
function foldName(name) {
	if (isAscii(name)) return name.toLowerCase();
	return textOf(name).normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");
}
function systemPath(path) {
	if (isAscii(path)) return path;
	return process.platform === "win32" ? textOf(path) : bytesOf(path);
}
function joinName(directory, segment) {
	if (directory === "") return segment;
	return fromLatin1(directory.endsWith("/") ? directory + segment : `${directory}/${segment}`);
}
function relativeTo(root, location) {
	if (location === root) return fromLatin1("");
	const prefix = root.endsWith("/") ? root : `${root}/`;
	return location.startsWith(prefix) ? fromLatin1(location.slice(prefix.length)) : void 0;
}
function slashed(path) {
	return fromLatin1(process.platform === "win32" ? path.replaceAll("\\", "/") : path);
}

Object.defineProperty(exports, "byteStringOf", {
  enumerable: true,
  get: function () {
    return byteStringOf;
  }
});
Object.defineProperty(exports, "foldName", {
  enumerable: true,
  get: function () {
    return foldName;
  }
});
Object.defineProperty(exports, "fromLatin1", {
  enumerable: true,
  get: function () {
    return fromLatin1;
  }
});
Object.defineProperty(exports, "isAscii", {
  enumerable: true,
  get: function () {
    return isAscii;
  }
});
Object.defineProperty(exports, "isUtf8Name", {
  enumerable: true,
  get: function () {
    return isUtf8Name;
  }
});
Object.defineProperty(exports, "joinName", {
  enumerable: true,
  get: function () {
    return joinName;
  }
});
Object.defineProperty(exports, "printableName", {
  enumerable: true,
  get: function () {
    return printableName;
  }
});
Object.defineProperty(exports, "relativeTo", {
  enumerable: true,
  get: function () {
    return relativeTo;
  }
});
Object.defineProperty(exports, "slashed", {
  enumerable: true,
  get: function () {
    return slashed;
  }
});
Object.defineProperty(exports, "systemPath", {
  enumerable: true,
  get: function () {
    return systemPath;
  }
});
Object.defineProperty(exports, "textOf", {
  enumerable: true,
  get: function () {
    return textOf;
  }
});