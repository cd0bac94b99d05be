// src/http/socket-tap.ts
const readBytes = 65536;
const targets = /* @__PURE__ */ new WeakMap();
let next;
const tappable = {
	buffer() {
		const space = next ?? Buffer.allocUnsafeSlow(readBytes);
		next = void 0;
		return space;
	},
	callback(size, memory) {
		const socket = this;
		const bytes = memory.subarray(0, size);
		const target = targets.get(socket);
		if (target !== void 0) {
			const goOn = target.received(bytes);
			next = target.space();
			return goOn;
		}
		targets.set(socket, void 0);
		if (size === memory.byteLength) return socket.push(memory);
		next = memory;
		return socket.push(Buffer.from(bytes));
	}
};
function isTappable(socket) {
	return targets.has(socket);
}
function tap(socket, target) {
	targets.set(socket, target);
}

Object.defineProperty(exports, "isTappable", {
  enumerable: true,
  get: function () {
    return isTappable;
  }
});
Object.defineProperty(exports, "tap", {
  enumerable: true,
  get: function () {
    return tap;
  }
});
Object.defineProperty(exports, "tappable", {
  enumerable: true,
  get: function () {
    return tappable;
  }
});