import type { OnReadOpts, Socket } from 'node:net';

/** Receives the bytes of a socket in its own memory. */
export interface SocketTarget {
  /** Memory for the next bytes. It is never empty. */
  space(): Uint8Array;
  /**
   * Called with each part. The first ones may be in other memory, which is valid during the call.
   *
   * @returns false to stop reading until `Socket.resume`
   */
  received(bytes: Uint8Array): boolean;
}

/** Size of the memory for one read of a socket without a target, bytes. As in Node. */
const readBytes = 64 * 1024;

/** The target of each socket that has received bytes. */
const targets = new WeakMap<Socket, SocketTarget | undefined>();
/** Memory for the next read of the socket whose bytes were delivered last. Node requests it immediately afterwards. */
let next: Uint8Array | undefined;

/**
 * Option of new sockets. Their bytes go to the stream of the socket, as usual, until {@link tap} selects a target.
 * Bytes for a target are not copied, and one call delivers as many as the system has.
 */
export const tappable: OnReadOpts = {
  buffer() {
    const space = next ?? Buffer.allocUnsafeSlow(readBytes);
    next = undefined;
    return space;
  },
  callback(this: unknown, size, memory) {
    const socket = this as Socket;
    const bytes = memory.subarray(0, size);
    const target = targets.get(socket);
    if (target !== undefined) {
      const goOn = target.received(bytes);
      next = target.space();
      return goOn;
    }
    targets.set(socket, undefined);
    if (size === memory.byteLength) return socket.push(memory);
    next = memory;
    return socket.push(Buffer.from(bytes));
  },
};

/** Whether a socket can have a target: it was opened with {@link tappable}, and the runtime supports it. */
export function isTappable(socket: Socket): boolean {
  return targets.has(socket);
}

/** Sends the further bytes of a socket to a target. */
export function tap(socket: Socket, target: SocketTarget): void {
  targets.set(socket, target);
}
