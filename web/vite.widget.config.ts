// The widget: one self-contained module that any website loads with one script tag. Built after the pages, into the same folder.
import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2022",
    license: { fileName: "assets/widget-licenses.md" },
    emptyOutDir: false,
    lib: { entry: "src/widget/main.ts", formats: ["es"], fileName: () => "widget.js" },
    rollupOptions: { output: { codeSplitting: false } },
  },
});
