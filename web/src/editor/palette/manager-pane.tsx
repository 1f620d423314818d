/** Manage palette: the installed node packages, what of them is used, and switching them off and on. */

import { useEffect, useState } from "react";
import { errorText } from "../../api";
import { t } from "../../i18n";
import { Badge } from "../../ui/Badge";
import { Switch } from "../../ui/Choice";
import { Banner } from "../../ui/Feedback";
import { SearchField } from "../../ui/Field";
import { Spinner } from "../../ui/Spinner";
import { allows, useDocument, useEditor } from "../editor";
import styles from "./manager.module.css";
import { getNodeModules, type NodeModule, type NodeSet, reloadTypes, switchSet, usesOf } from "./node-sets";

export function ManagerPane() {
  const editor = useEditor();
  const document = useDocument();
  const [modules, setModules] = useState<NodeModule[] | null>(null);
  const [problem, setProblem] = useState("");
  const [query, setQuery] = useState("");
  const load = () =>
    getNodeModules().then(setModules, (error) => {
      setProblem(errorText(error));
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened.
  useEffect(() => void load(), []);
  const mayChange = allows(editor.session.user?.permissions, "nodes.write");
  const uses = usesOf(document);
  const wanted = query.trim().toLowerCase();
  const change = async (set: NodeSet, isOn: boolean) => {
    setProblem("");
    try {
      await switchSet(set, isOn);
      await reloadTypes(editor);
    } catch (error) {
      setProblem(errorText(error));
    }
    await load();
  };
  return (
    <div className={styles.manager}>
      <SearchField label={t("Filter node packages")} value={query} onChange={setQuery} />
      {problem && <Banner kind="danger" title={problem} />}
      {!modules && !problem && <Spinner label={t("Loading")} />}
      {modules?.map((module) => {
        const sets = module.sets.filter(({ name, types }) =>
          [module.name, name, ...types].some((text) => text.toLowerCase().includes(wanted)),
        );
        if (sets.length === 0) return null;
        return (
          <section key={module.name} className={styles.module} aria-label={module.name}>
            <header>
              <h3>{module.name}</h3>
              <span>{module.version}</span>
              <span className={styles.space} />
              <span>{t("{count, plural, one {# type} other {# types}}", { count: typesIn(module) })}</span>
            </header>
            <ul>
              {sets.map((set) => {
                const count = set.types.reduce((sum, type) => sum + (uses.get(type) ?? 0), 0);
                return (
                  <li key={set.id} data-off={!set.enabled || undefined}>
                    <span className={styles.types}>{set.types.join(", ")}</span>
                    {count > 0 && (
                      <Badge>{t("{count, plural, one {# node} other {# nodes}}", { count })}</Badge>
                    )}
                    <Switch
                      aria-label={t("Offer {types}", { types: set.types.join(", ") })}
                      isSelected={set.enabled}
                      isDisabled={!mayChange || (set.enabled && count > 0)}
                      onChange={(isOn) => void change(set, isOn)}
                    />
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
      <p className={styles.note}>
        {t(
          "Other node types are Python packages: install one with pip into the environment of Wirelatch and start it again. Types that flows use stay on.",
        )}
      </p>
    </div>
  );
}

const typesIn = (module: NodeModule): number => module.sets.reduce((sum, { types }) => sum + types.length, 0);
