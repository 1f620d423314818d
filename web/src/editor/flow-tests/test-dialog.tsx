/** Edits a flow test: as a form, or as the JSON that stands in flow-tests.json (docs/flow-tests.md). */

import { useState } from "react";
import { CodeEditor } from "../../forms";
import { t } from "../../i18n";
import type { FlowTest } from "../../schema";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Banner } from "../../ui/Feedback";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/Tabs";
import { useEditor } from "../editor";
import { ui } from "../store";
import styles from "./flow-tests.module.css";
import { changeFlowTests, forgetOutcome, runTests, withTest } from "./store";
import { TestForm } from "./test-form";

export function TestDialog({ test: given, isNew }: { test: FlowTest; isNew: boolean }) {
  const editor = useEditor();
  const [test, setTest] = useState(given);
  const [view, setView] = useState("form");
  const [text, setText] = useState("");
  const [isSaving, setSaving] = useState(false);
  const [problems, setProblems] = useState<ReadonlySet<string>>(new Set());
  const written = view === "json" ? readTest(text) : test;
  const show = (next: string) => {
    if (next === "json") setText(JSON.stringify(test, null, 2));
    else if (typeof written !== "string") {
      setTest(written);
      setProblems(new Set());
    } else return;
    setView(next);
  };
  const mark = (place: string, hasProblem: boolean) => {
    const marked = new Set(problems);
    if (hasProblem) marked.add(place);
    else marked.delete(place);
    setProblems(marked);
  };
  const canSave =
    editor.canWrite && typeof written !== "string" && (view === "json" || problems.size === 0) && !isSaving;
  const save = async (andRun: boolean) => {
    if (typeof written === "string") return;
    setSaving(true);
    const isStored = await changeFlowTests(withTest(written)).catch(() => false);
    setSaving(false);
    if (!isStored) return;
    forgetOutcome(written.id);
    ui.closeDialog();
    ui.showSidebar("flow-tests");
    if (andRun) void runTests(editor, [written]);
  };
  return (
    <Dialog
      title={isNew ? t("New test") : t("Edit test")}
      isOpen
      size="lg"
      onClose={() => ui.closeDialog()}
      footer={
        editor.canWrite ? (
          <>
            <Button onPress={() => ui.closeDialog()}>{t("Cancel")}</Button>
            <Button isDisabled={!canSave} onPress={() => void save(false)}>
              {t("Save")}
            </Button>
            <Button
              variant="primary"
              icon="play"
              isDisabled={!canSave}
              isPending={isSaving}
              onPress={() => void save(true)}
            >
              {t("Save and run")}
            </Button>
          </>
        ) : (
          <Button onPress={() => ui.closeDialog()}>{t("Close")}</Button>
        )
      }
    >
      <Tabs selectedKey={view} onSelectionChange={(key) => show(String(key))}>
        <TabList aria-label={t("View")}>
          <Tab id="form">{t("Form")}</Tab>
          <Tab id="json">JSON</Tab>
        </TabList>
        <TabPanel id="form">
          <TestForm test={test} isDisabled={!editor.canWrite} onChange={setTest} onProblem={mark} />
        </TabPanel>
        <TabPanel id="json">
          {typeof written === "string" && <Banner kind="danger">{written}</Banner>}
          <div className={styles.json}>
            <CodeEditor
              value={text}
              language="json"
              label={t("Test as JSON")}
              isDisabled={!editor.canWrite}
              onChange={setText}
            />
          </div>
        </TabPanel>
      </Tabs>
    </Dialog>
  );
}

/** A test, or what keeps the text from being one; the server looks at all the rest. */
function readTest(text: string): FlowTest | string {
  try {
    const test = JSON.parse(text) as FlowTest;
    if (typeof test?.id !== "string" || !Array.isArray(test.send) || !Array.isArray(test.expect))
      return t("A test has an id, and the lists “send” and “expect”.");
    return test;
  } catch (error) {
    return (error as Error).message;
  }
}
