// Small values that outlive a page. A browser may refuse its storage (private windows, embedded frames); then memory serves.

export interface Keep {
  read(key: string): string | null;
  write(key: string, value: string): void;
  forget(key: string): void;
}

/** Values that every tab of this browser shares. */
export function keepForBrowser(): Keep {
  return keepIn(() => window.localStorage);
}

/** Values that belong to this tab and survive its reload. */
export function keepForTab(): Keep {
  return keepIn(() => window.sessionStorage);
}

// A browser may also let values be read and refuse new ones (its quota is full): those are remembered here.
function keepIn(storage: () => Storage): Keep {
  const remembered = keepInMemory();
  try {
    const kept = storage();
    kept.getItem("reassure");
    return {
      read: key => remembered.read(key) ?? kept.getItem(key),
      write: (key, value) => {
        try {
          kept.setItem(key, value);
          remembered.forget(key);
        } catch {
          remembered.write(key, value);
        }
      },
      forget: key => {
        remembered.forget(key);
        kept.removeItem(key);
      },
    };
  } catch {
    return remembered;
  }
}

export function keepInMemory(): Keep {
  const kept = new Map<string, string>();
  return {
    read: key => kept.get(key) ?? null,
    write: (key, value) => void kept.set(key, value),
    forget: key => void kept.delete(key),
  };
}
