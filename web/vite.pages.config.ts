// The pages, with their files in assets/: the sample airline's home page (index.html), the advisers' desk (desk.html), and the
// customer's conversation in a window of its own (window.html).
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2022",
    license: { fileName: "assets/licenses.md" },
    // A strict Content-Security-Policy allows no data: addresses, so that nothing small is inlined as one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["index.html", "desk.html", "window.html"] },
  },
});
