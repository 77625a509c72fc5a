// The one script that a website embeds: <script type="module" src="…/widget.js"></script> and <reassure-chat></reassure-chat>.
import { define } from "../shared/define";
import { Chat } from "./chat";

Chat.origin = new URL(import.meta.url).origin;
define("reassure-chat", Chat);
