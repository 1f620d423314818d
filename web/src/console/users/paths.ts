/** Paths like "users/staff/night" as a tree of folders. */

export interface Folder {
  name: string;
  path: string;
  folders: Folder[];
}

/** The tree that holds every path; folders that no user is in directly are there too. */
export function toTree(paths: readonly string[]): Folder[] {
  const root: Folder[] = [];
  for (const path of [...paths].sort()) {
    let folders = root;
    let above = "";
    for (const name of path.split("/").filter(Boolean)) {
      const here = above ? `${above}/${name}` : name;
      let folder = folders.find((candidate) => candidate.name === name);
      if (!folder) {
        folder = { name, path: here, folders: [] };
        folders.push(folder);
      }
      folders = folder.folders;
      above = here;
    }
  }
  return root;
}
