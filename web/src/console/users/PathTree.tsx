/** The folders that users are in, as a tree beside their list. */
import { Icon } from "../../ui/index.ts";
import { useObject } from "../api/queries.ts";
import styles from "./PathTree.module.css";
import { type Folder, toTree } from "./paths.ts";

export function PathTree({ value, onChange }: { value: string; onChange: (path: string) => void }) {
  const { data } = useObject<{ paths: string[] }>("core/users/paths/");
  const tree = toTree(data?.paths ?? []);
  return (
    <nav className={styles.tree} aria-label="Folders of users">
      <ul>
        <li>
          <Entry label="All users" path="" value={value} onChange={onChange} />
        </li>
        {tree.map((folder) => (
          <FolderItem key={folder.path} folder={folder} value={value} onChange={onChange} />
        ))}
      </ul>
    </nav>
  );
}

interface EntryProps {
  value: string;
  onChange: (path: string) => void;
}

function FolderItem({ folder, ...props }: EntryProps & { folder: Folder }) {
  return (
    <li>
      <Entry label={folder.name} path={folder.path} {...props} />
      {folder.folders.length > 0 && (
        <ul>
          {folder.folders.map((inner) => (
            <FolderItem key={inner.path} folder={inner} {...props} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Entry({ label, path, value, onChange }: EntryProps & { label: string; path: string }) {
  return (
    <button
      type="button"
      className={styles.entry}
      aria-current={path === value ? "true" : undefined}
      onClick={() => onChange(path)}
    >
      <Icon name={path ? "folder" : "users"} />
      {label}
    </button>
  );
}
