import type { Socket } from 'node:net';

/** Maximum time to wait for the end of the received data, milliseconds. */
const maxDelayMs = 1000;

type WriteCallback = (error?: Error | null) => void;

/**
 * Delays the error of a failed write until the data that the server sent is read. A server can answer a request before
 * its end and close the connection, so that the next write fails. Node then closes the socket immediately, which would
 * lose the response.
 */
export function delayWriteErrors(socket: Socket): void {
  const delayed =
    (callback: WriteCallback): WriteCallback =>
    (error) => {
      if (error === undefined || error === null || socket.destroyed || socket.readableEnded) callback(error);
      else afterEnd(socket, () => callback(error));
    };
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  socket._write = (chunk, encoding, callback) => write(chunk, encoding, delayed(callback));
  if (writev !== undefined) socket._writev = (chunks, callback) => writev(chunks, delayed(callback));
}

function afterEnd(socket: Socket, done: () => void): void {
  let timer: NodeJS.Timeout | undefined;
  const finish = (): void => {
    clearTimeout(timer);
    socket.off('end', finish).off('close', finish);
    done();
  };
  timer = setTimeout(finish, maxDelayMs);
  socket.once('end', finish).once('close', finish);
}
