/** A section that opens: advanced settings, details. */
import type { ReactNode } from "react";
import {
  Disclosure as AriaDisclosure,
  type DisclosureProps as AriaDisclosureProps,
  Button,
  DisclosurePanel,
  Heading,
} from "react-aria-components";
import styles from "./Disclosure.module.css";
import { Icon } from "./Icon.tsx";

export interface DisclosureProps extends Omit<AriaDisclosureProps, "children" | "className"> {
  title: string;
  description?: string;
  children: ReactNode;
}

export function Disclosure({ title, description, children, ...props }: DisclosureProps) {
  return (
    <AriaDisclosure {...props} className={styles.disclosure}>
      <Heading level={3} className={styles.heading}>
        <Button slot="trigger" className={styles.trigger}>
          <Icon name="chevron-right" className={styles.chevron} />
          <span>
            {title}
            {description && <span className={styles.description}>{description}</span>}
          </span>
        </Button>
      </Heading>
      <DisclosurePanel className={styles.panel}>
        <div className={styles.content}>{children}</div>
      </DisclosurePanel>
    </AriaDisclosure>
  );
}
