//! 事由 What happened, in words, by room and kind of event: the journal keeps the kind, people read the words.

/// The words for an event; an event that is not known is shown by its kind.
pub fn words<'k>(room: &str, kind: &'k str) -> &'k str {
    let known = EVENTS.iter().find(|(of, name, _)| *of == room && *name == kind);
    known.map_or(kind, |(_, _, words)| words)
}

/// Room, kind, words.
const EVENTS: &[(&str, &str, &str)] = &[
    ("account", "opened", "开设账号"),
    ("account", "bound", "申请代表企业"),
    ("account", "vouched", "核验账号"),
    ("account", "granted", "授予角色"),
    ("account", "revoked", "收回角色"),
    ("account", "disabled", "停用或启用账号"),
    ("enterprise", "registered", "登记企业"),
    ("enterprise", "listed", "由施行前的名单登记企业"),
    ("enterprise", "claimed", "认领统一社会信用代码"),
    ("enterprise", "mended", "按更正公告改正"),
    ("enterprise", "former_name_known", "登记曾用名"),
    ("enterprise", "filed", "填报"),
    ("enterprise", "record_filed", "填报清单"),
    ("enterprise", "evidence_added", "上传佐证材料"),
    ("enterprise", "evidence_removed", "删除佐证材料"),
    ("notice", "drafted", "起草通知"),
    ("notice", "published", "发布通知"),
    ("notice", "extended", "延长申报期"),
    ("application", "began", "开始填报"),
    ("application", "submitted", "提交申报"),
    ("application", "withdrawn", "撤回申报"),
    ("application", "taken_up", "受理或接手"),
    ("application", "recused", "经办人回避，转交"),
    ("application", "county_recommended", "登记县级推荐意见"),
    ("application", "ruled", "填写审核意见"),
    ("application", "returned", "退回补正"),
    ("application", "concluded", "拟办"),
    ("application", "sent_back", "退回经办人"),
    ("application", "endorsed", "审批同意，列入拟推荐"),
    ("application", "recommended", "向上一级推荐"),
    ("application", "certified_by_miit", "列入工业和信息化部公布的名单"),
    ("application", "passed_over", "没有列入工业和信息化部公布的名单"),
    ("application", "corrected", "准予更正填报数据"),
    ("application", "listed", "审批同意，列入拟公示"),
    ("application", "refused", "审批同意，不予通过"),
    ("application", "publicised", "公示"),
    ("application", "held", "收到异议，暂缓"),
    ("application", "released", "异议不成立，恢复办理"),
    ("application", "reopened", "异议成立，重新审核"),
    ("application", "cleared", "公示期满"),
    ("application", "filed", "向自治区备案"),
    ("application", "fixed", "列入公告名单"),
    ("application", "unfixed", "公告名单撤回"),
    ("application", "recognised", "公告，取得称号"),
    ("compliance", "checked", "登记合规核查"),
    ("compliance", "listed", "合规名单列有该企业"),
    ("compliance", "list_superseded", "合规名单有更新的一份"),
    ("compliance_list", "registered", "登记合规名单"),
    ("compliance_list", "resolved", "确认合规名单的一行"),
    ("compliance_list", "superseded", "合规名单有更新的一份"),
    ("draw", "prepared", "拟定抽签"),
    ("draw", "fixed", "固定抽签名单"),
    ("draw", "drawn", "开签"),
    ("draw", "dropped", "抽签作废"),
    ("inspection", "visited", "登记实地抽查"),
    ("signal", "looked_into", "登记风险提示的核对情况"),
    ("consultation", "asked", "征求部门意见"),
    ("consultation", "reminded", "催办"),
    ("consultation", "replied", "部门答复"),
    ("publicity", "published", "发布公示"),
    ("publicity", "ended", "公示期满"),
    ("publicity", "filed", "备案"),
    ("objection", "raised", "提出异议"),
    ("objection", "answered", "答复异议"),
    ("announcement", "prepared", "固定公告名单"),
    ("announcement", "announced", "公告生效"),
    ("announcement", "dropped", "撤回公告名单"),
    ("import", "prepared", "上传名单"),
    ("import", "answered", "确认名单中的行"),
    ("import", "done", "导入名单"),
    ("correction", "proposed", "提出更正"),
    ("correction", "announced", "更正公告"),
    ("correction", "dropped", "不予更正"),
    ("correction_request", "asked", "申请更正填报数据"),
    ("correction_request", "examined", "市级核对更正申请"),
    ("correction_request", "accepted", "准予更正填报数据"),
    ("correction_request", "declined", "不予更正填报数据"),
    ("correction_request", "withdrawn", "撤回更正申请"),
    ("miit_list", "registered", "登记工业和信息化部公布的名单"),
    ("recommendation", "recommended", "推荐名单"),
    ("recognition", "began", "称号开始"),
    ("recognition", "city_mended", "按更正公告改正所在市"),
    ("recognition", "ended", "称号终止"),
    ("recognition", "settled", "复核名单公布，用完自己的期限"),
    ("recognition", "right_lost", "失去复核资格"),
    ("recognition", "right_restored", "恢复复核资格"),
    ("recognition", "reinstated", "撤销终止称号的决定"),
    ("correspondence", "noted", "写内部备注"),
    ("correspondence", "asked", "询问企业"),
    ("correspondence", "answered", "企业答复询问"),
    ("recusal", "declared", "登记回避"),
    ("recusal", "lifted", "解除回避"),
    ("substitution", "recorded", "登记替岗"),
    ("substitution", "ended", "提前结束替岗"),
    ("session", "signed_in", "登录"),
    ("session", "revoked", "退出设备"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_in_words() {
        assert_eq!(words("application", "sent_back"), "退回经办人");
        assert_eq!(words("publicity", "filed"), "备案");
        assert_eq!(words("application", "something_new"), "something_new");
    }
}
