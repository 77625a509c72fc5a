// <reassure-chat>: the launcher and the panel. Not modal, no focus trap; Escape closes and gives the focus back.
import { html, LitElement, nothing, unsafeCSS } from "lit";
import { property, query, state } from "lit/decorators.js";
import {
  Download,
  Eye,
  type IconNode,
  ListChecks,
  Maximize2,
  MessageCircle,
  Minimize2,
  Minus,
  Trash2,
  UserRound,
} from "lucide";
import "../shared/call-clock";
import "../shared/composer";
import type { Composer, Draft } from "../shared/composer";
import { icon } from "../shared/icon";
import { keepForTab } from "../shared/keep";
import { KeepsFocus } from "../shared/keeps-focus";
import type { Turn } from "../shared/messages.gen";
import { recordingToggle } from "../shared/recording";
import { controls, theme } from "../shared/styles";
import { words } from "../shared/words.en";
import { arrive } from "./arrival";
import chatStyles from "./chat.css?inline";
import { Conversation, expectsNews } from "./conversation";
import "./deletion";
import { download } from "./download";
import "./handoff-panel";
import type { HandoffPanel } from "./handoff-panel";
import "./held";
import "./promises";
import { type GoingOn, goingOn, waitInShort } from "./status-words";
import "./transcript";
import type { TranscriptLog } from "./transcript";

const DRAFT = "reassure.draft";
const WAS_OPEN = "reassure.open";

type Aside = "none" | "promises" | "held" | "deletion";

export class Chat extends LitElement {
  /** The gateway that served this script. */
  static origin = "";

  /** This is the conversation's own window: open for good, and as large as the window. */
  @property({ type: Boolean }) alone = false;
  @state() private open = false;
  /** Nobody let this window in. */
  @state() private strange = false;
  @state() private aside: Aside = "none";
  @state() private version = 0;
  @query(".launcher") private launcher!: HTMLButtonElement;
  @query("reassure-composer") private composer!: Composer;
  @query("reassure-handoff") private handoffPanel!: HandoffPanel;
  @query("reassure-transcript") private transcript!: TranscriptLog;
  #conversation: Conversation | null = null;
  #goesToHandoff = false;
  readonly #tab = keepForTab();

  constructor() {
    super();
    new KeepsFocus(this, byKeyboard => this.#goOn(byKeyboard));
  }

  static override styles = [unsafeCSS(":host { all: initial; }"), theme, controls, unsafeCSS(chatStyles)];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.alone) void this.#moveIn();
    else if (this.#tab.read(WAS_OPEN) !== null) this.#show();
    else if (expectsNews()) this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#conversation?.stop();
    this.#conversation = null;
  }

  override render() {
    if (this.strange) return html`<p class="strange" role="alert">${words.window.strange}</p>`;
    return html`${this.alone ? nothing : this.#corner()} ${this.#conversation ? this.#panel(this.#conversation) : nothing}`;
  }

  /** The launcher, and above it, while the panel is closed, what goes on in there. */
  #corner() {
    const going = this.open ? null : this.#goingOn();
    const unread = this.open ? 0 : (this.#conversation?.unread.length ?? 0);
    const unreadWords = unread > 0 ? words.launcher.unread(unread) : "";
    return html`<div class="corner" lang=${words.locale} dir="ltr">
        <p class="unseen" role="status">${[going?.words, unreadWords].filter(Boolean).join(". ")}</p>
        ${going ? this.#goingOnButton(going) : nothing}
        ${
          unread > 0
            ? html`<button type="button" class="chip" @click=${this.#openUnread}>${icon(MessageCircle)} ${unreadWords}</button>`
            : nothing
        }
        ${this.open ? nothing : this.#recorded("outside")}
        <button type="button" class="launcher main" aria-expanded=${this.open} @click=${this.#openAndWrite}>
          ${icon(MessageCircle)} ${words.chat.launcher}
        </button>
      </div>`;
  }

  #goingOn(): GoingOn | null {
    const conversation = this.#conversation;
    const handoff = conversation?.shownHandoff;
    return handoff ? goingOn(handoff, conversation.here, conversation.needsCustomer) : null;
  }

  #goingOnButton({ words: what, since }: GoingOn) {
    return html`<button type="button" class="chip" @click=${this.#openHandoff}>
      ${icon(UserRound)} ${what} ${since ? html`<reassure-call-clock .since=${since}></reassure-call-clock>` : nothing}
    </button>`;
  }

  #panel(conversation: Conversation) {
    const title = conversation.company ? words.chat.title(conversation.company) : words.chat.titleUnknown;
    return html`<div class="room" lang=${words.locale} dir="ltr"><section class="panel" aria-label=${title} ?hidden=${!this.open} @keydown=${this.#escape}>
      ${this.#header(title, conversation)} ${this.#ownWindow(conversation)} ${this.#aside(conversation)}
      <div class="body" ?hidden=${this.aside !== "none"}>
        <reassure-transcript
          .transcript=${conversation.transcript}
          .busy=${conversation.busy}
          .press=${conversation.press.bind(conversation)}
          .again=${conversation.sayAgain.bind(conversation)}
          .filling=${conversation.filling}
          .answered=${this.#goOn}
        ></reassure-transcript>
        <reassure-handoff
          .conversation=${conversation}
          .version=${this.version}
          .answered=${this.#goOn}
        ></reassure-handoff>
      </div>
      <div class="notice small" aria-live="polite">${conversation.notice.words || lineWords(conversation)}</div>
      ${this.#recorded("inside")} ${this.#footer(conversation)}
    </section></div>`;
  }

  /** That the call is recorded is seen whatever else is looked at, also beside the closed panel. */
  #recorded(place: "inside" | "outside") {
    const conversation = this.#conversation;
    const recording = conversation?.handoff?.recording;
    if (!conversation || !recording || recording.state === "proposed") return nothing;
    return html`<div class="recorded-${place}">${recordingToggle(recording, () => conversation.stopRecording())}</div>`;
  }

  /** Said above the conversation while it also has, or is about to have, a window of its own. */
  #ownWindow(conversation: Conversation) {
    const { hasWindow, window: own } = conversation;
    const sentence = own.state === "closed" ? (hasWindow ? words.window.here : "") : words.window[own.state];
    const show = html`<button type="button" @click=${() => own.show()}>${words.window.show}</button>`;
    return html`<div class="own-window small stack" ?hidden=${sentence === ""}>
      <p role="status">${sentence}</p>
      ${
        hasWindow
          ? html`<div class="row">
            <button type="button" @click=${() => conversation.bringBack()}>${words.window.back}</button>
            ${own.canBeShown ? show : nothing}
          </div>`
          : nothing
      }
    </div>`;
  }

  #windowTool(conversation: Conversation) {
    if (this.alone || conversation.hasWindow) return nothing;
    return tool(Maximize2, words.window.open, () => conversation.window.open(), "to-window");
  }

  #header(title: string, conversation: Conversation) {
    return html`<header>
      <div class="row">
        <h2>${title}</h2>
        ${tool(ListChecks, words.promises.title, () => this.#turnTo("promises"))}
        ${tool(Download, words.tools.download, () => this.#download(conversation))}
        ${tool(Eye, words.tools.held, () => this.#turnTo("held"))}
        ${tool(Trash2, words.tools.remove, () => this.#turnTo("deletion"))} 
        ${this.#windowTool(conversation)}
        ${this.alone ? tool(Minimize2, words.window.backFromWindow, () => window.close()) : tool(Minus, words.chat.close, () => this.#close())}
      </div>
      <p class="small quiet">${words.chat.subtitle}</p>
    </header>`;
  }

  #aside(conversation: Conversation) {
    const back = () => this.#turnTo("none");
    if (this.aside === "promises") {
      return html`<reassure-promises
        class="aside"
        .promises=${conversation.promises}
        .newsByMail=${(address: string | null) => conversation.newsByMail(address)}
        .back=${back}
      ></reassure-promises>`;
    }
    if (this.aside === "held") {
      return html`<reassure-held
        class="aside"
        .load=${() => conversation.visitor.held()}
        .recording=${(id: string) => conversation.visitor.recording(id)}
        .noticing=${conversation.noticing}
        .switchNoticing=${(on: boolean) => conversation.switchNoticing(on)}
        .back=${back}
      ></reassure-held>`;
    }
    if (this.aside === "deletion") {
      return html`<reassure-deletion class="aside" .confirmed=${() => conversation.delete()} .back=${back}></reassure-deletion>`;
    }
    return nothing;
  }

  #footer(conversation: Conversation) {
    // Whoever has asked already reads it in the state of their request.
    const wait = conversation.hasHandoffUnderWay ? null : conversation.wait;
    return html`<footer class="stack">
      <reassure-composer .say=${this.#say} .draft=${this.#draft}></reassure-composer>
      <div class="row">
        <button type="button" class="chip" @click=${this.#person}>${icon(UserRound)} ${words.chat.person}</button>
        ${wait ? html`<span class="wait small quiet">${waitInShort(wait)}</span>` : nothing}
      </div>
    </footer>`;
  }

  // A customer who looks at another page comes back to the sentence that they had begun.
  readonly #draft: Draft = {
    read: () => this.#tab.read(DRAFT) ?? "",
    write: text => (text ? this.#tab.write(DRAFT, text) : this.#tab.forget(DRAFT)),
  };

  override willUpdate(): void {
    const watched = this.open && this.aside === "none";
    if (!this.#conversation || this.#conversation.watched === watched) return;
    this.#conversation.watched = watched;
    this.#conversation.changed();
  }

  // Whoever asked for a person is taken to what is to be decided; a handover that opens by itself takes no focus.
  override async updated(): Promise<void> {
    if (!this.#goesToHandoff || !this.#conversation?.hasHandoffUnderWay) return;
    this.#goesToHandoff = false;
    await this.handoffPanel.updateComplete;
    this.handoffPanel.focus();
  }

  #show(): void {
    this.open = true;
    this.#begin();
    this.#tab.write(WAS_OPEN, "yes");
  }

  #begin(): void {
    this.#conversation ??= new Conversation(Chat.origin, () => this.#changed(), this.#tab, this.alone);
    this.#conversation.start();
  }

  async #moveIn(): Promise<void> {
    if (await arrive(Chat.origin, this.#tab)) this.#show();
    else this.strange = true;
  }

  #openAndWrite = async (): Promise<void> => {
    const unread = await this.#openFully();
    if (unread) this.transcript.showFrom(unread);
    else this.transcript.showNewest();
    if (this.#conversation?.hasHandoffUnderWay) this.handoffPanel.show();
    this.composer.focus();
  };

  #openUnread = async (): Promise<void> => {
    const unread = await this.#openFully();
    if (unread) this.transcript.showFrom(unread, true);
  };

  #openHandoff = async (): Promise<void> => {
    await this.#openFully();
    await this.handoffPanel.updateComplete;
    this.handoffPanel.focus();
  };

  /** Until all of it can be looked at and have the focus; says from where on it is unread. */
  async #openFully(): Promise<Turn | undefined> {
    const [unread] = this.#conversation?.unread ?? [];
    this.aside = "none";
    this.#show();
    await this.updateComplete;
    await Promise.all([this.composer.updateComplete, this.transcript.updateComplete]);
    return unread;
  }

  #close(): void {
    if (this.alone) return;
    this.open = false;
    this.#tab.forget(WAS_OPEN);
    this.launcher.focus();
  }

  /** What had the focus was answered and is gone: on in writing, or, for whoever does not use the keyboard, in the log. */
  #goOn = (byKeyboard: boolean): void => {
    if (byKeyboard) this.composer.focus();
    else this.transcript.focus();
  };

  #escape(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (this.aside === "none") this.#close();
    else this.#turnTo("none");
  }

  #turnTo(aside: Aside): void {
    this.aside = aside;
    if (aside === "none") this.composer.focus();
  }

  #say = (text: string): void => {
    this.#turnTo("none");
    this.#conversation?.say(text);
  };

  #person = (): void => {
    this.#turnTo("none");
    this.#goesToHandoff = true;
    if (!this.#conversation?.hasHandoffUnderWay) this.#conversation?.askForPerson();
    this.requestUpdate();
  };

  async #download(conversation: Conversation): Promise<void> {
    try {
      download(await conversation.visitor.transcript(), words.tools.fileName);
      conversation.notice.over("download");
    } catch {
      conversation.notice.tell("download", words.tools.downloadFailed);
    }
    this.#changed();
  }

  #changed(): void {
    this.version++;
  }
}

function tool(node: IconNode, name: string, act: () => void, where = "") {
  return html`<button type="button" class="plain square ${where}" aria-label=${name} title=${name} @click=${act}>${icon(node)}</button>`;
}

function lineWords({ line, keptOut, here }: Conversation): string {
  if (keptOut) return keptOut;
  const isTold = here.leg === "rejoining" && !here.briefly;
  if (isTold && line !== "open" && line !== "connecting") return words.line.keptMeanwhile;
  if (line === "waiting" || line === "signed_out") return words.line.waiting;
  return line === "offline" ? words.line.offline : "";
}
