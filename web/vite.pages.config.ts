// The two pages: the sample airline's home page (index.html) and the advisers' desk (desk.html), with their files in assets/.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2022",
    license: { fileName: "assets/licenses.md" },
    // A strict Content-Security-Policy allows no data: addresses, so that nothing small is inlined as one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["index.html", "desk.html"] },
  },
});
