// Style sheets shared by every element with a shadow root. They are constructed, not written into the page, so that a strict
// Content-Security-Policy lets them through.
import { unsafeCSS } from "lit";
import controlStyles from "./controls.css?inline";
import themeStyles from "./theme.css?inline";

export const theme = unsafeCSS(themeStyles);
export const controls = unsafeCSS(controlStyles);
