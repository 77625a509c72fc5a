// The desk itself: who waits, what is being said, what is known. Nothing moves by itself except the newest line.
import { html, LitElement, nothing, unsafeCSS } from "lit";
import { property, query, state } from "lit/decorators.js";
import "../shared/composer";
import type { Composer } from "../shared/composer";
import { define } from "../shared/define";
import { focusHeading, KeepsFocus } from "../shared/keeps-focus";
import type { Consultation, LiveHandoff, Ringing } from "../shared/messages.gen";
import { controls } from "../shared/styles";
import { words } from "../shared/words.en";
import boardStyles from "./board.css?inline";
import { callControls, callStatus } from "./call-controls";
import { callsUnderWay } from "./colleagues";
import { contextPanel } from "./context-panel";
import { conversationLog } from "./conversation-log";
import "./duty-list";
import "./incoming";
import { askForNotifications, notificationPermission } from "./notices";
import { alerts, presence } from "./presence";
import { queue } from "./queue";
import "./recording-list";
import "./repairs";
import { Ring } from "./ring";
import { Workplace } from "./workplace";
import "./wrap-up";
import type { WrapUp } from "./wrap-up";

export class Board extends LitElement {
  @property() name = "";
  @property({ attribute: false }) leave: () => void = () => {};
  @property({ attribute: false }) signedOut: () => void = () => {};
  @state() private permission = notificationPermission();
  @query(".log") private log!: HTMLElement | null;
  @query("h1") private heading!: HTMLElement;
  @query("#queue") private queue!: HTMLElement;
  @query("reassure-composer") private composer!: Composer | null;
  @query("reassure-wrap-up") private wrapUp!: WrapUp | null;
  readonly #workplace = new Workplace(() => this.#changed());
  readonly #ring = new Ring();
  #newest = "";

  static override styles = [controls, unsafeCSS(boardStyles)];

  constructor() {
    super();
    new KeepsFocus(this, byKeyboard => void this.#goOn(byKeyboard));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#workplace.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#workplace.stop();
    this.#ring.silence();
  }

  override updated(): void {
    const { turns, mine } = this.#workplace.transcript;
    const newest = `${turns.length}/${mine.length}`;
    if (this.log && newest !== this.#newest) this.log.scrollTop = this.log.scrollHeight;
    this.#newest = newest;
  }

  override focus(): void {
    focusHeading(this.heading);
  }

  /** On to the reply, when all is said to the Wrap-up, and without a customer to whoever waits. */
  // Nothing moves away from under a pointer; whoever uses the keys sees where they are.
  async #goOn(byKeyboard: boolean): Promise<void> {
    const { handoff } = this.#workplace;
    await this.composer?.updateComplete;
    await this.wrapUp?.updateComplete;
    if (!handoff) focusHeading(this.queue);
    else if (handoff.status === "WRAP_UP") this.wrapUp?.focus({ preventScroll: !byKeyboard });
    else (this.composer ?? this.log)?.focus();
  }

  override render() {
    const { state, handoff } = this.#workplace;
    return html`<div class="board">
        ${this.#bar()}
        <div class="side left">
          ${queue(state?.queue ?? [], this.#workplace)}
          ${state?.role === "lead" ? callsUnderWay(state.calls, this.#workplace) : nothing} ${presence(this.#workplace, this.#ring)}
          ${alerts(this.#ring, this.permission, this.#toggleRing, this.#askToNotify)}
        </div>
        <main class="middle">${this.#middle(handoff)}</main>
        <div class="side right">${contextPanel(handoff)} ${handoff?.repairs.length && handoff.my_part === "adviser" ? this.#repairs(handoff) : nothing}
          ${handoff?.my_part === "adviser" ? this.#wrapUp(handoff) : nothing}</div>
      </div>
      ${this.#incoming()}`;
  }

  #bar() {
    return html`<header class="bar row">
      <h1 tabindex="-1">${words.desk.title}</h1>
      <span class="small quiet">${words.desk.signedInAs(this.name)}</span>
      <button type="button" @click=${() => this.leave()}>${words.desk.signOut}</button>
    </header>`;
  }

  #middle(handoff: LiveHandoff | null) {
    const workplace = this.#workplace;
    return html`${
      handoff
        ? conversationLog(workplace.transcript, this.name)
        : html`<p class="empty quiet">${words.desk.nobodyYet}</p>`
    }
      <reassure-duty-list ?hidden=${handoff !== null}></reassure-duty-list>
      ${handoff ? nothing : html`<reassure-recording-list></reassure-recording-list>`}
      <p role="status">${handoff ? callStatus(handoff, workplace) : this.#takenOver()}</p>
      <p class="notice small" aria-live="polite">${this.#notice(handoff)}</p>
      ${handoff ? this.#speaking(handoff) : nothing}`;
  }

  #takenOver(): string {
    const by = this.#workplace.state?.taken_over_by;
    return by ? words.desk.takenOver(by) : "";
  }

  #speaking(handoff: LiveHandoff) {
    const say = (text: string) => this.#workplace.say(text);
    if (handoff.my_part !== "adviser") return callControls(handoff, this.#workplace);
    return html`${callControls(handoff, this.#workplace)}
      <reassure-composer
        label=${words.desk.reply}
        placeholder=${words.desk.replyPlaceholder}
        .say=${say}
      ></reassure-composer>`;
  }

  #notice(handoff: LiveHandoff | null): string {
    const { notice, line } = this.#workplace;
    if (notice) return notice;
    if (line === "waiting" || line === "offline") return words.desk.interrupted;
    return handoff && !handoff.customer_here ? words.desk.gone : "";
  }

  #wrapUp(handoff: LiveHandoff) {
    const talking = handoff.way === "voice" && handoff.call !== null && handoff.call.status !== "ENDED";
    const finish = this.#workplace.finish.bind(this.#workplace);
    const notReached = this.#workplace.notReached.bind(this.#workplace);
    return html`<reassure-wrap-up
      .talking=${talking}
      .callBack=${handoff.call_back}
      .finish=${finish}
      .notReached=${notReached}
    ></reassure-wrap-up>`;
  }

  #repairs({ repairs }: LiveHandoff) {
    const step = this.#workplace.repairStep.bind(this.#workplace);
    return html`<reassure-repairs .repairs=${repairs} .step=${step}></reassure-repairs>`;
  }

  #incoming() {
    const { ringing, consultation } = this.#workplace.state ?? {};
    if (consultation) return this.#consultation(consultation);
    if (!ringing) return nothing;
    const accept = () => this.#workplace.accept(ringing.handoff, ringing.way);
    const decline = () => this.#workplace.decline(ringing.handoff);
    return html`<reassure-incoming
      .ringing=${ringing}
      .ring=${this.#ring}
      .accept=${accept}
      .decline=${decline}
    ></reassure-incoming>`;
  }

  #consultation({ id, by, reason_text, expires_at }: Consultation) {
    const ringing: Ringing = { handoff: id, way: "voice", reason_text, since: "", expires_at };
    return html`<reassure-incoming
      heading=${words.desk.consultation(by)}
      .ringing=${ringing}
      .ring=${this.#ring}
      .accept=${() => this.#workplace.joinColleague(id)}
      .decline=${() => this.#workplace.declineColleague(id)}
    ></reassure-incoming>`;
  }

  #toggleRing = (): void => {
    if (this.#ring.allowed) this.#ring.silence();
    else this.#ring.allow();
    if (this.#workplace.state?.ringing) this.#ring.start();
    this.#changed();
  };

  #askToNotify = async (): Promise<void> => {
    this.permission = await askForNotifications();
  };

  #changed(): void {
    this.requestUpdate();
    if (this.#workplace.line === "signed_out") this.signedOut();
  }
}

define("reassure-board", Board);
