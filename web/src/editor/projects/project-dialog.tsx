/** The open project: its changes, history, branches and remotes, and what is said of it. */

import { useEffect, useState } from "react";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/Feedback";
import { Spinner } from "../../ui/Spinner";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/Tabs";
import { type DialogSpecs, ui } from "../store";
import { getProject, getProjects, type Project } from "./api";
import { BranchesTab } from "./branches-tab";
import { ChangesTab } from "./changes-tab";
import { HistoryTab } from "./history-tab";
import { SettingsTab } from "./settings-tab";
import { useWork } from "./working";

export function ProjectDialog({ tab }: DialogSpecs["project"]) {
  const [project, setProject] = useState<Project | null>(null);
  const [isNone, setNone] = useState(false);
  const [, run] = useWork();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens
  useEffect(() => {
    void run(t("The project could not be loaded"), async () => {
      const { active } = await getProjects();
      if (active) setProject(await getProject(active));
      else setNone(true);
    });
  }, []);
  return (
    <Dialog
      title={project ? t("Project {name}", { name: project.name }) : t("Project")}
      size="lg"
      isOpen
      isDismissable
      onClose={ui.closeDialog}
    >
      {project ? (
        <Tabs defaultSelectedKey={tab}>
          <TabList aria-label={t("Project")}>
            <Tab id="changes">{t("Changes")}</Tab>
            <Tab id="history">{t("History")}</Tab>
            <Tab id="branches">{t("Branches and remotes")}</Tab>
            <Tab id="settings">{t("Settings")}</Tab>
          </TabList>
          <TabPanel id="changes">
            <ChangesTab project={project} />
          </TabPanel>
          <TabPanel id="history">
            <HistoryTab project={project} />
          </TabPanel>
          <TabPanel id="branches">
            <BranchesTab project={project} />
          </TabPanel>
          <TabPanel id="settings">
            <SettingsTab project={project} onChange={setProject} />
          </TabPanel>
        </Tabs>
      ) : isNone ? (
        <EmptyState
          icon="history"
          title={t("No project is open")}
          actions={
            <Button variant="primary" onPress={() => ui.open({ kind: "projects" })}>
              {t("Projects")}
            </Button>
          }
        >
          {t("A project keeps the flows in a Git repository, with commits, branches and remotes.")}
        </EmptyState>
      ) : (
        <Spinner />
      )}
    </Dialog>
  );
}
