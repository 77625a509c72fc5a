// A gateway for the socket's tests: sockets that open, speak and break when the test says so.
import type { WebSocketLike } from "../src/shared/socket";

export class FakeSocket implements WebSocketLike {
  readonly frames: { type: string; id?: string; after?: number }[] = [];
  onopen: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  closed = false;

  send(frame: string): void {
    this.frames.push(JSON.parse(frame));
  }

  close(): void {
    this.closed = true;
  }

  opens(): void {
    this.onopen?.({} as Event);
  }

  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) } as MessageEvent);
  }

  breaks(): void {
    this.onclose?.({} as CloseEvent);
  }

  get types(): string[] {
    return this.frames.map(frame => frame.id ?? frame.type);
  }
}
