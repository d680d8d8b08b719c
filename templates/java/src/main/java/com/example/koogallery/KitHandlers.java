// koo:if kit
package com.example.koogallery;

import com.example.koogallery.Store.Kit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The joint-operation kit: tenants, applications, users and departments of the buyer. Everything can be repeated.
 *
 * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649109.html">tenantSync, V1</a>
 * @see <a href="https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649433.html">tenantSync, V2</a>
 */
final class KitHandlers {
    private final Settings settings;
    private final Store store;
    // koo:if v1 v2
    private final String unknownInstance;
    // koo:end
    private final String departmentList;

    /**
     * @param unknownInstance the result code for an unknown instance, which V2 does not have
     * @param departmentList the parameter of {@code allOrgSync}: its name differs in V1 and V2
     */
    KitHandlers(
            Settings settings,
            Store store,
            // koo:if v1 v2
            String unknownInstance,
            // koo:end
            String departmentList) {
        this.settings = settings;
        this.store = store;
        // koo:if v1 v2
        this.unknownInstance = unknownInstance;
        // koo:end
        this.departmentList = departmentList;
    }

    Map<String, Call.Handler> byActivity() {
        Map<String, Call.Handler> handlers = new HashMap<>();
        handlers.put("tenantSync", this::syncTenant);
        handlers.put("applicationSync", this::syncApplication);
        handlers.put("authSync", this::syncUsers);
        handlers.put("singleOrgSync", this::syncDepartment);
        handlers.put("allOrgSync", this::replaceDepartments);
        // koo:if v1 v2
        handlers.replaceAll((activity, handler) -> call -> {
            checkInstance(call);
            return handler.handle(call);
        });
        // koo:end
        return handlers;
    }

    private ObjectNode syncTenant(Call call) {
        // YOUR CODE: create, rename or remove the buyer's organisation. Users and departments of a removed one stay in
        // the tables: KooGallery removes them by calls of their own, or you do.
        if (isRemoval(call)) {
            store.remove(Kit.TENANTS, call.text("instanceId"), call.text("tenantId"));
        } else {
            store.put(Kit.TENANTS, call.values().toString(), call.text("instanceId"), call.text("tenantId"));
        }
        return Json.object();
    }

    private ObjectNode syncApplication(Call call) {
        String[] key = {call.text("instanceId"), call.text("tenantId"), call.text("appId")};
        if (isRemoval(call)) {
            store.remove(Kit.APPLICATIONS, key);
            return Json.object();
        }
        if (ClientSecret.decryptClientSecret(settings.rsaPrivateKey(), call.text("clientSecret")) == null) {
            throw new Refusal("000101", "clientSecret cannot be decrypted");
        }
        // YOUR CODE: log users in with clientId and clientSecret. It is stored as received: decrypt it for the login.
        store.put(Kit.APPLICATIONS, call.values().toString(), key);
        return Json.object();
    }

    private ObjectNode syncUsers(Call call) {
        // YOUR CODE: let the users log in, or no longer.
        for (JsonNode user : list(call, "userList")) {
            String[] key = {
                call.text("instanceId"), call.text("tenantId"), call.text("appId"), Json.text(user, "userName")
            };
            if (isRemoval(call)) {
                store.remove(Kit.USERS, key);
            } else {
                store.put(Kit.USERS, user.toString(), key);
            }
        }
        return Json.object();
    }

    /** A department may arrive before its parent. */
    private ObjectNode syncDepartment(Call call) {
        String[] key = {call.text("instanceId"), call.text("tenantId"), call.text("orgCode")};
        if (isRemoval(call)) {
            store.remove(Kit.DEPARTMENTS, key);
        } else {
            store.put(Kit.DEPARTMENTS, call.values().toString(), key);
        }
        return Json.object();
    }

    private ObjectNode replaceDepartments(Call call) {
        store.remove(Kit.DEPARTMENTS, call.text("instanceId"), call.text("tenantId"));
        for (JsonNode department : list(call, departmentList)) {
            store.put(Kit.DEPARTMENTS, department.toString(),
                    call.text("instanceId"), call.text("tenantId"), Json.text(department, "orgCode"));
        }
        return Json.object();
    }

    /** A list, which may be JSON text; checked before. */
    private static JsonNode list(Call call, String name) {
        JsonNode list = call.values().path(name);
        return list.isTextual() ? Json.parse(list.asText()) : list;
    }

    /** 0 deletes; 3 cancels the authorisation of users. */
    private static boolean isRemoval(Call call) {
        return Set.of("0", "3").contains(call.text("flag"));
    }
    // koo:if v1 v2

    /** Removals always succeed, and an application credential of the seller has no instance. */
    private void checkInstance(Call call) {
        String id = call.text("instanceId");
        if (id.isEmpty() || call.isDebugging() || isRemoval(call)) {
            return;
        }
        Instance instance = store.instance(id);
        if (instance == null || instance.isGone()) {
            throw new Refusal(unknownInstance, "the instance does not exist");
        }
    }
    // koo:end
}
// koo:end
